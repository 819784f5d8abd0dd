// The port of the certificate authority: its key never leaves the adapter, nor appears in facts or lines.
import type { CertificateNames, CertificateUse, Subject } from '../../src/identity/certificates.ts'
import type { Fault } from '../../src/kernel/fault.ts'

/** What a certificate is to say. */
export interface CertificatePlan {
  readonly use: CertificateUse
  readonly subject: Subject
  readonly names: CertificateNames
  readonly untilMs: number
}

/** A certificate that was made (DER), and its number (hexadecimal). */
export interface MadeCertificate {
  readonly certificate: Uint8Array
  readonly serial: string
}

/** Certifies keys. */
export interface CertificateAuthority {
  /** Its own certificate (DER). */
  readonly certificate: Uint8Array
  /** The names that a signing request (PKCS #10, DER) asks for; MALFORMED unless it is signed with the key that it brings. */
  readonly read: (request: Uint8Array, done: (outcome: CertificateNames | Fault) => void) => void
  /** Certifies the key of a request that was read. */
  readonly certify: (
    request: Uint8Array,
    plan: CertificatePlan,
    done: (outcome: MadeCertificate | Fault) => void,
  ) => void
}
