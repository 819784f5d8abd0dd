// Reads certificates: what a client showed, checked against the authority; what the node holds. Nothing here throws.
import * as crypto from 'node:crypto'
import { isIPv6 } from 'node:net'
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

/** A certificate and its key (PEM). */
export interface CertificatePair {
  readonly cert: string
  readonly key: string
}

/** What a file holds that has a certificate and its key; undefined where they are missing, or do not fit. */
export function readPair(text: string): CertificatePair | undefined {
  const block = (label: string): string =>
    new RegExp(`-----BEGIN ${label}-----[^]*?-----END ${label}-----`).exec(text)?.[0] ?? ''
  const [cert, key] = [block('CERTIFICATE'), block('PRIVATE KEY')]
  return fits(cert, key) ? { cert, key } : undefined
}

function fits(cert: string, key: string): boolean {
  const read = tried(() => new crypto.X509Certificate(cert))
  const own = tried(() => crypto.createPrivateKey(key))
  return read !== undefined && own !== undefined && read.checkPrivateKey(own)
}

/** What is read; undefined where it throws. */
export function tried<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

/** Whether a certificate is of an authority. */
export const isFrom = (
  certificate: crypto.X509Certificate,
  authority: crypto.X509Certificate,
): boolean => certificate.checkIssued(authority) && certificate.verify(authority.publicKey)

/** Certificates of clients that were looked at before: a kubelet shows the same one with every request. */
const knownMax = 256

interface Known {
  readonly said: Omit<ShownCertificate, 'expired'>
  readonly fromMs: number
  readonly untilMs: number
}

/** The authorities of a node: its own, and the cloud's once it has been heard. */
export interface Authorities {
  readonly own: crypto.X509Certificate
  readonly cloud: crypto.X509Certificate | undefined
}

/** Reads what clients show, against the authorities that there are. */
export function shownReader(
  authorities: Authorities,
  wall: () => number,
): (der: Uint8Array) => ShownCertificate | undefined {
  const known = new Map<string, Known | undefined>()
  return (der) => {
    const key = Buffer.from(der).toString('base64')
    if (!known.has(key)) {
      if (known.size >= knownMax) known.clear()
      known.set(
        key,
        tried(() => readShown(der, authorities)),
      )
    }
    const read = known.get(key)
    if (read === undefined) return undefined
    const now = wall()
    return { ...read.said, expired: now >= read.untilMs || now < read.fromMs }
  }
}

/** undefined unless one of them made it for a client; throws where it is no certificate. */
function readShown(der: Uint8Array, { own, cloud }: Authorities): Known | undefined {
  const shown = new crypto.X509Certificate(der)
  if (shown.ca || !shown.keyUsage?.includes(clientAuth)) return undefined
  const isOwn = isFrom(shown, own)
  if (!isOwn && (cloud === undefined || !isFrom(shown, cloud))) return undefined
  const subject = subjectOf(shown)
  const [commonName = ''] = textsOf(subject['CN'])
  const organizations = textsOf(subject['O'])
  return {
    said: { commonName, organizations, fingerprint: fingerprintOf(shown), isOwn },
    fromMs: Date.parse(shown.validFrom),
    untilMs: Date.parse(shown.validTo),
  }
}

type Subject = Readonly<Record<string, string | readonly string[] | undefined>>

/** The types promise single names; a subject may have several. */
const subjectOf = (certificate: crypto.X509Certificate): Subject =>
  certificate.toLegacyObject().subject as unknown as Subject

const textsOf = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value

/** What rules need of a certificate that the node holds. */
export function credentialOf(held: crypto.X509Certificate): Credential {
  const names = (held.subjectAltName ?? '').split(', ')
  const of = (kind: string): readonly string[] =>
    names.flatMap((name) => (name.startsWith(kind) ? name.slice(kind.length) : []))
  return {
    names: { dns: of('DNS:'), addresses: of('IP Address:').map(plainAddress) },
    untilMs: Date.parse(held.validTo),
    fingerprint: fingerprintOf(held),
  }
}

/** As addresses are written elsewhere: `FD00:0:0:0:0:0:0:1` is `fd00::1`. */
const plainAddress = (address: string): string =>
  isIPv6(address) ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address

const fingerprintOf = ({ fingerprint256 }: crypto.X509Certificate): string =>
  fingerprint256.replaceAll(':', '').toLowerCase()
