// A certificate for a node: what it may bear is checked, that it is given is a fact, and then it is given.
import type { CertificateAsk } from '../../schemas/guard-ask.ts'
import type { CertificateGiven } from '../../schemas/guard-answer.ts'
import { grantedNames, lifeMs, subjectOf } from '../../src/identity/certificates.ts'
import type { AuthorityFact } from '../../src/identity/facts.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import type { NodeId } from '../../src/kernel/ids.ts'
import type { WallMs } from '../../src/kernel/time.ts'
import type { CertificateAuthority } from './certificate-authority.ts'

/** What issuing stands on. */
export interface IssueParts {
  readonly authority: CertificateAuthority
  readonly wall: () => WallMs
  /** Keeps the fact before anybody has the certificate. */
  readonly keep: (fact: AuthorityFact, done: (fault: Fault | undefined) => void) => void
}

/** A node, and what is known of its addresses. */
export interface IssueFor {
  readonly node: NodeId
  readonly ownAddresses: readonly string[]
  readonly serviceAddresses: readonly string[]
}

/** Issues one; the names that a node may not have are left out. */
export function issueCertificate(
  { authority, wall, keep }: IssueParts,
  known: IssueFor,
  { use, request }: CertificateAsk,
  done: (outcome: CertificateGiven | Fault) => void,
): void {
  const { node } = known
  authority.read(request, (asked) => {
    if (isFault(asked)) return done(asked)
    const names = grantedNames(use, asked, known)
    const untilMs = wall() + lifeMs[use]
    const plan = { use, subject: subjectOf(use, node), names, untilMs }
    authority.certify(request, plan, (made) => {
      if (isFault(made)) return done(made)
      const { certificate, serial } = made
      const all = [...names.dns, ...names.addresses]
      keep({ kind: 'certificate-issued', node, use, serial, untilMs, names: all }, (fault) =>
        done(fault ?? { use, certificate, authority: authority.certificate }),
      )
    })
  })
}
