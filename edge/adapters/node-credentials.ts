// A node's certificates in files: each with its key in one PEM file, as a kubelet reads it, for their owner alone.
import 'reflect-metadata'
import * as crypto from 'node:crypto'
import { join } from 'node:path'
import * as x509 from '@peculiar/x509'
import { readIfThere, writeDurably } from '../../bus/adapters/durable-file.ts'
import { fileFault } from '../../bus/adapters/file-fault.ts'
import { makeFolder } from '../../bus/adapters/make-folder.ts'
import type { CertificateGiven } from '../../schemas/guard-answer.ts'
import { certificateUses } from '../../src/identity/certificates.ts'
import type { CertificateUse } from '../../src/identity/certificates.ts'
import { Fault, isFault } from '../../src/kernel/fault.ts'
import type { Credential, NodeCredentials, Wanted } from '../guard/credentials.ts'
import { credentialOf, pemOf, shownReader } from './read-certificate.ts'

/** What a TLS server of the node's API needs (PEM). */
export interface ServingMaterial {
  readonly cert: string
  readonly key: string
  /** The authority of client certificates. */
  readonly ca: string
}

/** Certificates in a folder. */
export interface CredentialFiles extends NodeCredentials {
  /** What to serve with; undefined before the first certificate came. */
  readonly serving: () => ServingMaterial | undefined
  /** Called each time a certificate was kept. */
  readonly watch: (changed: (use: CertificateUse) => void) => void
}

interface Held {
  readonly credential: Credential
  readonly cert: string
  readonly key: string
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const authorityFile = 'authority.crt'

/** Where a use's certificate and key lie. */
export const credentialFile = (folder: string, use: CertificateUse): string =>
  join(folder, `${use}.pem`)

/** Opens the certificates in `folder`; what cannot be read there is asked for again: CONFIG_INVALID, FULL. */
export function openNodeCredentials(
  folder: string,
  done: (outcome: CredentialFiles | Fault) => void,
): void {
  load(folder).then(done, (error: unknown) => done(fileFault(error, folder)))
}

async function load(folder: string): Promise<CredentialFiles> {
  await makeFolder(folder)
  const files = new Credentials(folder)
  for (const use of certificateUses) {
    const text = await textOf(credentialFile(folder, use))
    if (text !== undefined) files.found(use, text)
  }
  const authority = await textOf(join(folder, authorityFile))
  if (authority !== undefined) files.foundAuthority(authority)
  return files
}

async function textOf(file: string): Promise<string | undefined> {
  const bytes = await readIfThere(file)
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes)
}

class Credentials implements CredentialFiles {
  readonly #folder: string
  readonly #held = new Map<CertificateUse, Held>()
  /** Keys (PEM) without a certificate yet. */
  readonly #waiting = new Map<CertificateUse, string>()
  #authority: crypto.X509Certificate | undefined
  #reader: NodeCredentials['read'] = () => undefined
  #changed: (use: CertificateUse) => void = () => {}

  constructor(folder: string) {
    this.#folder = folder
  }

  found(use: CertificateUse, text: string): void {
    const [cert = ''] =
      /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/.exec(text) ?? []
    const [key = ''] =
      /-----BEGIN PRIVATE KEY-----[\s\S]*?-----END PRIVATE KEY-----/.exec(text) ?? []
    const held = heldOf(cert, key)
    if (held !== undefined) this.#held.set(use, held)
  }

  foundAuthority(text: string): void {
    const authority = tried(() => new crypto.X509Certificate(text))
    if (authority !== undefined) this.#trust(authority)
  }

  readonly held = (use: CertificateUse): Credential | undefined => this.#held.get(use)?.credential

  readonly serving = (): ServingMaterial | undefined => {
    const held = this.#held.get('serving')
    const authority = this.#authority
    if (held === undefined || authority === undefined) return undefined
    return { cert: held.cert, key: held.key, ca: authority.toString() }
  }

  readonly watch = (changed: (use: CertificateUse) => void): void => {
    this.#changed = changed
  }

  readonly read: NodeCredentials['read'] = (der) => this.#reader(der)

  readonly request = (
    use: CertificateUse,
    wanted: Wanted,
    done: (outcome: Uint8Array | Fault) => void,
  ): void => {
    makeRequest(wanted).then(
      ({ key, request }) => {
        this.#waiting.set(use, key)
        done(request)
      },
      (error: unknown) =>
        done(new Fault('MALFORMED', 'expected names that fit a signing request', error)),
    )
  }

  readonly take = (given: CertificateGiven, done: (fault: Fault | undefined) => void): void => {
    this.#keep(given).then(
      () => {
        done(undefined)
        this.#changed(given.use)
      },
      (error: unknown) => done(isFault(error) ? error : fileFault(error, this.#folder)),
    )
  }

  #trust(authority: crypto.X509Certificate): void {
    this.#authority = authority
    this.#reader = shownReader(authority, Date.now)
  }

  async #keep({ use, certificate, authority }: CertificateGiven): Promise<void> {
    const key = this.#waiting.get(use)
    const issuer = tried(() => new crypto.X509Certificate(authority))
    const cert = pemOf(certificate)
    const held = key === undefined ? undefined : heldOf(cert, key)
    if (held === undefined || issuer === undefined || !isFrom(certificate, issuer))
      throw new Fault(
        'MALFORMED',
        `expected a certificate for the key that was made last for ${use}, of the authority beside it, got another`,
      )
    await writeDurably(join(this.#folder, authorityFile), issuer.toString())
    await writeDurably(credentialFile(this.#folder, use), `${held.cert}\n${held.key}\n`)
    this.#waiting.delete(use)
    this.#trust(issuer)
    this.#held.set(use, held)
  }
}

/** A certificate with the key that belongs to it; undefined where they do not fit. */
function heldOf(cert: string, key: string): Held | undefined {
  const read = tried(() => new crypto.X509Certificate(cert))
  const own = tried(() => crypto.createPrivateKey(key))
  if (read === undefined || own === undefined || !read.checkPrivateKey(own)) return undefined
  const credential = credentialOf(read)
  return credential && { credential, cert, key }
}

function isFrom(certificate: Uint8Array, issuer: crypto.X509Certificate): boolean {
  const read = tried(() => new crypto.X509Certificate(certificate))
  return read?.checkIssued(issuer) === true && read.verify(issuer.publicKey)
}

function tried<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

async function makeRequest({ subject, names }: Wanted) {
  const keys = await crypto.webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const alternatives = [
    ...names.dns.map((value) => ({ type: 'dns', value }) as const),
    ...names.addresses.map((value) => ({ type: 'ip', value }) as const),
  ]
  const extensions =
    alternatives.length > 0 ? [new x509.SubjectAlternativeNameExtension(alternatives)] : []
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: [{ O: [subject.organization] }, { CN: [subject.commonName] }],
    keys,
    signingAlgorithm: algorithm,
    extensions,
  })
  const key = await crypto.webcrypto.subtle.exportKey('pkcs8', keys.privateKey)
  return {
    request: new Uint8Array(request.rawData),
    key: x509.PemConverter.encode(key, 'PRIVATE KEY'),
  }
}
