// Real certificates for tests: an authority in a file, a node's own in a folder, and how the one certifies the other.
import { expect } from 'vitest'
import { openAuthority } from '../../cloud/adapters/authority-file.ts'
import type {
  CertificateAuthority,
  CertificatePlan,
  MadeCertificate,
} from '../../cloud/authority/certificate-authority.ts'
import { openNodeCredentials } from '../../edge/adapters/node-credentials.ts'
import type { CredentialFiles } from '../../edge/adapters/node-credentials.ts'
import type { Wanted } from '../../edge/guard/credentials.ts'
import { lifeMs, noNames, servingNames, subjectOf } from '../../src/identity/certificates.ts'
import type { CertificateNames, CertificateUse } from '../../src/identity/certificates.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'

/** What a callback brings; a fault throws. */
export const whole = <T>(start: (done: (outcome: T | Fault) => void) => void): Promise<T> =>
  new Promise((resolve, reject) =>
    start((outcome) => (isFault(outcome) ? reject(outcome) : resolve(outcome))),
  )

/** The names of the API of node `a-1`. */
export const names = servingNames({
  node: 'a-1',
  domain: 'cluster.local',
  serviceAddresses: ['10.96.0.1', 'fd00::1'],
  ownAddresses: ['169.254.20.10', 'fe80::1'],
})

/** The authority in a file. */
export const authorityAt = (file: string): Promise<CertificateAuthority> =>
  whole((done) => openAuthority(file, 'causeway-test', done))

/** The certificates of node `a-1` in a folder. */
export const credentialsAt = (folder: string, wall: () => number = Date.now) =>
  whole<CredentialFiles>((done) => openNodeCredentials(folder, { node: 'a-1', names, wall }, done))

/** What is asked for a use. */
export const wanted = (use: CertificateUse, node = 'a-1'): Wanted => ({
  subject: subjectOf(use, node),
  names: use === 'serving' ? names : noNames,
})

/** Asks for a certificate and takes it. */
export async function obtain(
  authority: CertificateAuthority,
  credentials: CredentialFiles,
  use: CertificateUse,
  untilMs = Date.now() + lifeMs[use],
): Promise<Uint8Array> {
  const request = await whole<Uint8Array>((done) => credentials.request(use, wanted(use), done))
  const asked = await whole<CertificateNames>((done) => authority.read(request, done))
  expect(asked).toEqual(wanted(use).names)
  const plan: CertificatePlan = { use, subject: subjectOf(use, 'a-1'), names: asked, untilMs }
  const { certificate } = await whole<MadeCertificate>((done) =>
    authority.certify(request, plan, done),
  )
  const given = { use, certificate, authority: authority.certificate }
  await whole<undefined>((done) => credentials.take(given, done))
  return certificate
}
