// A node's own certificate authority: what its API is secured with before, and beside, what the cloud certifies.
import * as crypto from 'node:crypto'
import { join } from 'node:path'
import { readIfThere, writeDurably } from '../../bus/adapters/durable-file.ts'
import { subjectOf } from '../../src/identity/certificates.ts'
import type { CertificateNames, CertificateUse } from '../../src/identity/certificates.ts'
import { Fault } from '../../src/kernel/fault.ts'
import { isFrom, readPair, tried } from './read-certificate.ts'
import type { CertificatePair } from './read-certificate.ts'

/** An authority that certifies its own node, and answers for the cloud's authority there. */
export interface OwnAuthority {
  readonly certificate: crypto.X509Certificate
  /** Makes a key and a certificate for it. */
  readonly certify: (use: CertificateUse, names: CertificateNames) => Promise<CertificatePair>
  /**
   * The certificate (PEM) that leads from the cloud's authority to this one: who trusts the node's own, as a kubelet that
   * started before the cloud was heard of, trusts with it what the cloud certified.
   */
  readonly crossed: (authority: crypto.X509Certificate) => Promise<string>
}

const [ownFile, crossedFile] = ['own-authority.pem', 'crossed.crt']

/** Opens the one in a folder, making it at the node's first start: STORE_BROKEN, FULL. */
export async function openOwnAuthority(folder: string, node: string): Promise<OwnAuthority> {
  const path = join(folder, ownFile)
  const bytes = await readIfThere(path)
  if (bytes === undefined) return authorityOf(folder, node, await make(path, node))
  const pair = readPair(new TextDecoder().decode(bytes))
  if (pair !== undefined) return authorityOf(folder, node, pair)
  const todo = 'remove it, and restart the kubelet after the agent has made another'
  throw new Fault('STORE_BROKEN', `expected a certificate and its key in ${path}: ${todo}`)
}

/** What makes certificates is large, and a node with all of its own needs it once a month. */
const maker = () => import('./make-certificate.ts')

async function make(path: string, node: string): Promise<CertificatePair> {
  const { makeAuthority } = await maker()
  const made = await makeAuthority(`causeway:node-authority:${node}`)
  await writeDurably(path, `${made.cert}\n${made.key}\n`)
  return made
}

function authorityOf(folder: string, node: string, pair: CertificatePair): OwnAuthority {
  const certificate = new crypto.X509Certificate(pair.cert)
  return {
    certificate,
    certify: async (use, names) => {
      const { makeCertificate } = await maker()
      return makeCertificate(pair, { use, subject: subjectOf(use, node), names })
    },
    crossed: async (authority) => {
      const path = join(folder, crossedFile)
      const bytes = await readIfThere(path)
      const kept = tried(() => new crypto.X509Certificate(bytes ?? ''))
      if (kept !== undefined && isFrom(kept, certificate) && leadsTo(kept, authority))
        return kept.toString().trim()
      const { crossCertificate } = await maker()
      const made = await crossCertificate(pair, authority.raw)
      await writeDurably(path, made)
      return made
    },
  }
}

const leadsTo = (kept: crypto.X509Certificate, authority: crypto.X509Certificate): boolean =>
  kept.subject === authority.subject && kept.publicKey.equals(authority.publicKey)
