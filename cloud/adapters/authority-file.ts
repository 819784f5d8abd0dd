// The certificate authority in a file: made on the first start, kept with its key, readable by its owner alone.
import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import { dirname } from 'node:path'
import * as x509 from '@peculiar/x509'
import { readIfThere, writeDurably } from '../../bus/adapters/durable-file.ts'
import { fileFault } from '../../bus/adapters/file-fault.ts'
import { makeFolder } from '../../bus/adapters/make-folder.ts'
import { Fault, isFault } from '../../src/kernel/fault.ts'
import type { CertificateNames } from '../../src/identity/certificates.ts'
import type {
  CertificateAuthority,
  CertificatePlan,
  MadeCertificate,
} from '../authority/certificate-authority.ts'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const yearMs = 365 * 86_400_000
/** Longer than any certificate that it gives. */
const lifeMs = 20 * yearMs
/** Nodes start with clocks that have forgotten everything, so nothing here begins before it is made. */
const beginning = new Date(86_400_000)
const keyLabel = 'PRIVATE KEY'
const sanOid = '2.5.29.17'

interface Authority {
  readonly certificate: x509.X509Certificate
  readonly key: webcrypto.CryptoKey
}

/** Opens the authority in `file`, making it as `name` when it is not there: STORE_BROKEN, CONFIG_INVALID, FULL. */
export function openAuthority(
  file: string,
  name: string,
  done: (outcome: CertificateAuthority | Fault) => void,
): void {
  open(file, name).then(
    (authority) => done(portOf(authority)),
    (error: unknown) => done(isFault(error) ? error : fileFault(error, file)),
  )
}

async function open(file: string, name: string): Promise<Authority> {
  await makeFolder(dirname(file))
  const bytes = await readIfThere(file)
  if (bytes !== undefined) return read(file, new TextDecoder().decode(bytes))
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    keys,
    name: [{ CN: [name] }],
    notBefore: beginning,
    notAfter: new Date(Date.now() + lifeMs),
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  const key = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)
  await writeDurably(
    file,
    `${certificate.toString('pem')}\n${x509.PemConverter.encode(key, keyLabel)}\n`,
  )
  return { certificate, key: keys.privateKey }
}

async function read(file: string, text: string): Promise<Authority> {
  try {
    const blocks = x509.PemConverter.decodeWithHeaders(text)
    const of = (type: string): ArrayBuffer | undefined =>
      blocks.find((block) => block.type === type)?.rawData
    const [certificate, key] = [of('CERTIFICATE'), of(keyLabel)]
    if (certificate === undefined || key === undefined) throw new Error('a part is missing')
    return {
      certificate: new x509.X509Certificate(certificate),
      key: await webcrypto.subtle.importKey('pkcs8', key, algorithm, false, ['sign']),
    }
  } catch (error) {
    const todo =
      'restore it, or remove it to make another authority, which nodes take over by and by'
    throw new Fault('STORE_BROKEN', `expected a certificate and its key in ${file}: ${todo}`, error)
  }
}

const portOf = (authority: Authority): CertificateAuthority => ({
  certificate: new Uint8Array(authority.certificate.rawData),
  read: (request, done) => {
    requestOf(request).then(
      (asked) => done(namesIn(asked)),
      (error: unknown) => done(malformed(error)),
    )
  },
  certify: (request, plan, done) => {
    certify(authority, request, plan).then(done, (error: unknown) => done(malformed(error)))
  },
})

const malformed = (error: unknown): Fault =>
  new Fault(
    'MALFORMED',
    'expected a signing request (PKCS #10) that is signed with the key that it brings',
    error,
  )

async function requestOf(request: Uint8Array): Promise<x509.Pkcs10CertificateRequest> {
  const asked = new x509.Pkcs10CertificateRequest(Uint8Array.from(request))
  if (await asked.verify()) return asked
  throw new Error('the signature does not hold')
}

function namesIn(asked: x509.Pkcs10CertificateRequest): CertificateNames {
  const extension = asked.getExtension(sanOid)
  if (!(extension instanceof x509.SubjectAlternativeNameExtension))
    return { dns: [], addresses: [] }
  const of = (type: string): readonly string[] =>
    extension.names.items.filter((name) => name.type === type).map(({ value }) => value)
  return { dns: of('dns'), addresses: of('ip') }
}

async function certify(
  { certificate: issuer, key }: Authority,
  request: Uint8Array,
  { use, subject, names, untilMs }: CertificatePlan,
): Promise<MadeCertificate> {
  const { publicKey } = await requestOf(request)
  const { clientAuth, serverAuth } = x509.ExtendedKeyUsage
  const alternatives = [
    ...names.dns.map((value) => ({ type: 'dns', value }) as const),
    ...names.addresses.map((value) => ({ type: 'ip', value }) as const),
  ]
  const certificate = await x509.X509CertificateGenerator.create({
    subject: [{ O: [subject.organization] }, { CN: [subject.commonName] }],
    issuer: issuer.subjectName,
    publicKey,
    signingKey: key,
    signingAlgorithm: algorithm,
    notBefore: beginning,
    notAfter: new Date(untilMs),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([use === 'kubelet' ? clientAuth : serverAuth]),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
      ...(alternatives.length > 0 ? [new x509.SubjectAlternativeNameExtension(alternatives)] : []),
    ],
  })
  return {
    certificate: new Uint8Array(certificate.rawData),
    serial: certificate.serialNumber,
  }
}
