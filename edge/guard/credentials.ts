// The port of a node's certificates: private keys are made there and never leave it.
import type { CertificateGiven } from '../../schemas/guard-answer.ts'
import type {
  CertificateNames,
  CertificateUse,
  HeldCertificate,
  Subject,
} from '../../src/identity/certificates.ts'
import type { Fault } from '../../src/kernel/fault.ts'

/** A certificate that the node has, and how a connection tells of it: SHA-256 over its DER, hexadecimal. */
export interface Credential extends HeldCertificate {
  readonly fingerprint: string
}

/** What a signing request says. */
export interface Wanted {
  readonly subject: Subject
  readonly names: CertificateNames
}

/** A client's certificate that the cloud's authority made, or the node's own. */
export interface ShownCertificate {
  readonly commonName: string
  readonly organizations: readonly string[]
  readonly fingerprint: string
  /** Everything about it is right but its time. */
  readonly expired: boolean
  /** Made by the node itself, for its own kubelet. */
  readonly isOwn: boolean
}

/** A node's certificates, kept over restarts. */
export interface NodeCredentials {
  /** The one of the cloud that is there for a use; until it comes the node goes by its own. */
  readonly held: (use: CertificateUse) => Credential | undefined
  /** What a client's certificate (DER) says; undefined unless an authority of the node made it for a client. Never throws. */
  readonly read: (certificate: Uint8Array) => ShownCertificate | undefined
  /** Makes a new key and a signing request (DER) for it; the key waits in memory for its certificate. */
  readonly request: (
    use: CertificateUse,
    wanted: Wanted,
    done: (outcome: Uint8Array | Fault) => void,
  ) => void
  /** Keeps the certificate of the key that waits; MALFORMED when it is another's, or not of the authority beside it. */
  readonly take: (given: CertificateGiven, done: (fault: Fault | undefined) => void) => void
}
