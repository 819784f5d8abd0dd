// Reads certificates: what a client showed, checked against the authority; what the node holds. Nothing here throws.
import * as crypto from 'node:crypto'
import * as x509 from '@peculiar/x509'
import type { Credential, ShownCertificate } from '../guard/credentials.ts'

/** As a certificate lists what its key may be used for. */
const clientAuth = '1.3.6.1.5.5.7.3.2'

/** The text form of a certificate. */
export const pemOf = (der: Uint8Array): string =>
  `-----BEGIN CERTIFICATE-----\n${(
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  ).join('\n')}\n-----END CERTIFICATE-----`

/** Certificates of clients that were looked at before: a kubelet shows the same one with every request. */
const knownMax = 256

interface Known {
  readonly said: Omit<ShownCertificate, 'expired'>
  readonly fromMs: number
  readonly untilMs: number
}

/** Reads what clients show, against one authority. */
export function shownReader(
  authority: crypto.X509Certificate,
  wall: () => number,
): (der: Uint8Array) => ShownCertificate | undefined {
  const known = new Map<string, Known | undefined>()
  return (der) => {
    const key = Buffer.from(der).toString('base64')
    if (!known.has(key)) {
      if (known.size >= knownMax) known.clear()
      known.set(key, readShown(der, authority))
    }
    const read = known.get(key)
    if (read === undefined) return undefined
    const now = wall()
    return { ...read.said, expired: now >= read.untilMs || now < read.fromMs }
  }
}

/** undefined unless the authority made it for a client. */
function readShown(der: Uint8Array, authority: crypto.X509Certificate): Known | undefined {
  try {
    const shown = new crypto.X509Certificate(der)
    const isFrom = shown.checkIssued(authority) && shown.verify(authority.publicKey)
    if (!isFrom || shown.ca || !shown.keyUsage?.includes(clientAuth)) return undefined
    const { subjectName } = new x509.X509Certificate(Uint8Array.from(der))
    const commonName = subjectName.getField('CN')[0] ?? ''
    const organizations = subjectName.getField('O')
    return {
      said: { commonName, organizations, fingerprint: fingerprintOf(shown) },
      fromMs: Date.parse(shown.validFrom),
      untilMs: Date.parse(shown.validTo),
    }
  } catch {
    return undefined
  }
}

/** What rules need of a certificate that the node holds. */
export function credentialOf(held: crypto.X509Certificate): Credential | undefined {
  try {
    const read = new x509.X509Certificate(Uint8Array.from(held.raw))
    const names = read.getExtension(x509.SubjectAlternativeNameExtension)?.names.items ?? []
    const of = (type: string): readonly string[] =>
      names.filter((name) => name.type === type).map(({ value }) => value)
    return {
      names: { dns: of('dns'), addresses: of('ip') },
      untilMs: read.notAfter.getTime(),
      fingerprint: fingerprintOf(held),
    }
  } catch {
    return undefined
  }
}

const fingerprintOf = ({ fingerprint256 }: crypto.X509Certificate): string =>
  fingerprint256.replaceAll(':', '').toLowerCase()
