// An authority and certificates on paper: JSON that anybody could forge, for tests in virtual time.
import type { Clock } from '../../bus/clock.ts'
import type {
  CertificateAuthority,
  CertificatePlan,
} from '../../cloud/authority/certificate-authority.ts'
import type { NodeCredentials, Wanted } from '../../edge/guard/credentials.ts'
import { subjectOf } from '../../src/identity/certificates.ts'
import type { CertificateUse } from '../../src/identity/certificates.ts'
import { Fault } from '../../src/kernel/fault.ts'

interface Paper extends CertificatePlan {
  readonly key: string
  readonly serial: string
  /** Of the node's own authority. */
  readonly isOwn?: boolean
}

const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))
const read = <T>(bytes: Uint8Array): T | undefined => {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as T
  } catch {
    return undefined
  }
}

/** An authority that certifies whatever is asked for, and counts it. */
export function paperAuthority(clock: Pick<Clock, 'soon'>): CertificateAuthority {
  let made = 0
  const malformed = new Fault('MALFORMED', 'expected a request on paper')
  return {
    certificate: bytesOf('the authority'),
    read: (request, done) => clock.soon(() => done(read<Wanted>(request)?.names ?? malformed)),
    certify: (request, plan, done) => {
      made += 1
      const { key } = read<{ readonly key: string }>(request) ?? { key: '' }
      const paper: Paper = { ...plan, key, serial: String(made) }
      clock.soon(() => done({ certificate: bytesOf(paper), serial: String(made) }))
    },
  }
}

/** What a node's own authority makes for its kubelet, or would for another's: on paper, as a connection shows it. */
export const ownPaper = (node: string): Uint8Array =>
  bytesOf({ subject: subjectOf('kubelet', node), serial: 'own', untilMs: 9e15, isOwn: true })

/** A node's certificates on paper: `paper` shows them as a client would. */
export function paperCredentials(clock: Pick<Clock, 'soon' | 'wall'>) {
  const keys = new Map<CertificateUse, string>()
  const held = new Map<CertificateUse, Paper>()
  let made = 0
  const credentials: NodeCredentials = {
    held: (use) => {
      const paper = held.get(use)
      return paper && { names: paper.names, untilMs: paper.untilMs, fingerprint: paper.serial }
    },
    read: (certificate) => {
      const paper = read<Paper>(certificate)
      if (paper?.subject === undefined) return undefined
      const { commonName, organization } = paper.subject
      return {
        commonName,
        organizations: [organization],
        fingerprint: paper.serial,
        expired: clock.wall() >= paper.untilMs,
        isOwn: paper.isOwn === true,
      }
    },
    request: (use, wanted, done) => {
      made += 1
      keys.set(use, `key ${made}`)
      clock.soon(() => done(bytesOf({ ...wanted, key: `key ${made}` })))
    },
    take: ({ use, certificate }, done) => {
      const paper = read<Paper>(certificate)
      const fits = paper !== undefined && paper.key === keys.get(use)
      if (fits) held.set(use, paper)
      clock.soon(() => done(fits ? undefined : new Fault('MALFORMED', 'another key')))
    },
  }
  return { credentials, paper: (use: CertificateUse) => bytesOf(held.get(use)) }
}
