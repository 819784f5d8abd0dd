// The certificate of the door for webhooks: a new key at each start, certified by the authority that all replicas share.
import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import { isIP } from 'node:net'
import * as x509 from '@peculiar/x509'
import { fileFault } from '../../bus/adapters/file-fault.ts'
import { lifeMs } from '../../src/identity/certificates.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import { toBase64 } from '../../src/kernel/base64.ts'
import type {
  CertificateAuthority,
  CertificatePlan,
  MadeCertificate,
} from '../authority/certificate-authority.ts'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const subject = { organization: 'causeway:cloud', commonName: 'causeway:webhooks' }

/** What a TLS server shows (PEM), and what Kubernetes knows it by (PEM in base64). */
export interface DoorCertificate {
  readonly tls: { readonly cert: string; readonly key: string }
  readonly authority: string
}

/** Makes one for a host, a name or an address. */
export function certifyDoor(
  authority: CertificateAuthority,
  host: string,
  done: (outcome: DoorCertificate | Fault) => void,
): void {
  make(authority, host).then(done, (error: unknown) =>
    done(isFault(error) ? error : fileFault(error, 'the certificate of the webhooks’ door')),
  )
}

async function make(authority: CertificateAuthority, host: string): Promise<DoorCertificate> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: [{ CN: [subject.commonName] }],
    keys,
    signingAlgorithm: algorithm,
  })
  const bare = host.replace(/^\[|\]$/g, '')
  const names = isIP(bare) === 0 ? { dns: [host], addresses: [] } : { dns: [], addresses: [bare] }
  const untilMs = Date.now() + lifeMs.serving
  const made = await certified(authority, new Uint8Array(request.rawData), {
    use: 'serving',
    subject,
    names,
    untilMs,
  })
  const key = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)
  const cert = x509.PemConverter.encode(Uint8Array.from(made.certificate).buffer, 'CERTIFICATE')
  const root = x509.PemConverter.encode(
    Uint8Array.from(authority.certificate).buffer,
    'CERTIFICATE',
  )
  return {
    tls: { cert, key: x509.PemConverter.encode(key, 'PRIVATE KEY') },
    authority: toBase64(new TextEncoder().encode(`${root}\n`)),
  }
}

const certified = (
  authority: CertificateAuthority,
  request: Uint8Array,
  plan: CertificatePlan,
): Promise<MadeCertificate> =>
  new Promise((resolve, reject) =>
    authority.certify(request, plan, (outcome) =>
      isFault(outcome) ? reject(outcome) : resolve(outcome),
    ),
  )
