// A node's certificates: asked for when they are missing, old or lack a name, taken when the cloud gives them.
import type { CertificateGiven } from '../../schemas/guard-answer.ts'
import type { CertificateAsk } from '../../schemas/guard-ask.ts'
import {
  certificateUses,
  noNames,
  renewalOf,
  servingNames,
  subjectOf,
} from '../../src/identity/certificates.ts'
import type { CertificateNames, CertificateUse } from '../../src/identity/certificates.ts'
import { isFault } from '../../src/kernel/fault.ts'
import { monoMs } from '../../src/kernel/time.ts'
import type { MonoMs } from '../../src/kernel/time.ts'
import type { GuardParts } from './guard-parts.ts'
import type { Questions } from './questions.ts'

/** What renewing stands on. */
export interface RenewalsParts extends Pick<
  GuardParts,
  'clock' | 'config' | 'credentials' | 'tap'
> {
  readonly questions: Pick<Questions, 'certificates'>
}

/** What the cloud did not grant is not asked for again for so long, as long as nothing else is wanted. */
const patienceMs = 3_600_000
/** A kubelet reads a new certificate within five minutes; until then it shows the one before. */
const overlapMs = 600_000

/** The certificates of one run. */
export class Renewals {
  readonly #parts: RenewalsParts
  readonly #asked = new Map<CertificateUse, { readonly names: string; readonly at: MonoMs }>()
  #before: { readonly fingerprint: string; readonly until: MonoMs } | undefined

  constructor(parts: RenewalsParts) {
    this.#parts = parts
  }

  /** Looks whether something is to be asked for, and asks. */
  look(serviceAddresses: readonly string[]): void {
    const due = certificateUses.flatMap((use) => {
      const names = this.#wanted(use, serviceAddresses)
      return this.#isDue(use, names) ? [{ use, names }] : []
    })
    if (due.length > 0) this.#request(due, [])
  }

  /** Takes what the cloud gave. */
  take(given: readonly CertificateGiven[]): void {
    const { credentials, clock, tap } = this.#parts
    for (const one of given) {
      const before = credentials.held(one.use)
      credentials.take(one, (fault) => {
        if (fault !== undefined) {
          this.#asked.delete(one.use)
          const { code, message } = fault
          return tap('warn', 'a certificate was refused', { use: one.use, code, message })
        }
        if (one.use === 'kubelet' && before !== undefined)
          this.#before = { fingerprint: before.fingerprint, until: after(clock.mono(), overlapMs) }
        tap('info', 'a certificate came', { use: one.use })
      })
    }
  }

  /** Whether a certificate is the newest of the node's kubelet, or was a moment ago. */
  isNewest(fingerprint: string): boolean {
    const { credentials, clock } = this.#parts
    const before = this.#before
    if (credentials.held('kubelet')?.fingerprint === fingerprint) return true
    return before?.fingerprint === fingerprint && clock.mono() < before.until
  }

  #wanted(use: CertificateUse, serviceAddresses: readonly string[]): CertificateNames {
    const { node, domain, ownAddresses } = this.#parts.config
    if (use === 'kubelet') return noNames
    return servingNames({ node, domain, serviceAddresses, ownAddresses })
  }

  #isDue(use: CertificateUse, names: CertificateNames): boolean {
    const { credentials, clock } = this.#parts
    const why = renewalOf(use, credentials.held(use), names, clock.wall())
    const asked = this.#asked.get(use)
    if (why === undefined) return false
    const isPatient = asked !== undefined && clock.mono() - asked.at < patienceMs
    return !(isPatient && asked.names === JSON.stringify(names))
  }

  #request(
    due: readonly { readonly use: CertificateUse; readonly names: CertificateNames }[],
    made: readonly CertificateAsk[],
  ): void {
    const { credentials, config, questions, clock, tap } = this.#parts
    const [next, ...rest] = due
    if (next === undefined) return made.length > 0 ? questions.certificates(made) : undefined
    const { use, names } = next
    this.#asked.set(use, { names: JSON.stringify(names), at: clock.mono() })
    credentials.request(use, { subject: subjectOf(use, config.node), names }, (request) => {
      if (!isFault(request)) return this.#request(rest, [...made, { use, request }])
      const { code, message } = request
      this.#asked.delete(use)
      tap('error', 'a certificate cannot be asked for', { use, code, message })
      this.#request(rest, made)
    })
  }
}

const after = (at: MonoMs, ms: number): MonoMs => monoMs(at + ms)
