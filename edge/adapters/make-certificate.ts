// Makes keys, signing requests and the certificates of a node's own authority; the only file here that loads the library for it.
import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import * as x509 from '@peculiar/x509'
import type { CertificateNames, CertificateUse, Subject } from '../../src/identity/certificates.ts'
import type { Wanted } from '../guard/credentials.ts'
import type { CertificatePair } from './read-certificate.ts'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const keyLabel = 'PRIVATE KEY'
/** A node's clock may begin at zero and jump: what it certifies for itself has no time. */
const always = {
  notBefore: new Date(86_400_000),
  notAfter: new Date('9999-12-31T23:59:59Z'),
}

/** What a certificate of the own authority is to say. */
export interface OwnPlan extends Wanted {
  readonly use: CertificateUse
}

const newKeys = (): Promise<webcrypto.CryptoKeyPair> =>
  webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])

async function keyText({ privateKey }: webcrypto.CryptoKeyPair): Promise<string> {
  return x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', privateKey), keyLabel)
}

const nameOf = ({ organization, commonName }: Subject): x509.JsonName => [
  { O: [organization] },
  { CN: [commonName] },
]

function alternatives({ dns, addresses }: CertificateNames): readonly x509.Extension[] {
  const names = [
    ...dns.map((value) => ({ type: 'dns', value }) as const),
    ...addresses.map((value) => ({ type: 'ip', value }) as const),
  ]
  return names.length > 0 ? [new x509.SubjectAlternativeNameExtension(names)] : []
}

/** A new key (PEM), and a signing request (DER) for it. */
export async function makeRequest({ subject, names }: Wanted) {
  const keys = await newKeys()
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: nameOf(subject),
    keys,
    signingAlgorithm: algorithm,
    extensions: [...alternatives(names)],
  })
  return { request: new Uint8Array(request.rawData), key: await keyText(keys) }
}

/** A new authority. */
export async function makeAuthority(name: string): Promise<CertificatePair> {
  const keys = await newKeys()
  const made = await x509.X509CertificateGenerator.createSelfSigned({
    ...always,
    keys,
    name: [{ CN: [name] }],
    signingAlgorithm: algorithm,
    extensions: await asAuthority(keys.publicKey),
  })
  return { cert: made.toString('pem'), key: await keyText(keys) }
}

/** A new key, and a certificate for it. */
export async function makeCertificate(
  by: CertificatePair,
  { use, subject, names }: OwnPlan,
): Promise<CertificatePair> {
  const keys = await newKeys()
  const { clientAuth, serverAuth } = x509.ExtendedKeyUsage
  const cert = await certified(by, nameOf(subject), keys.publicKey, [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
    new x509.ExtendedKeyUsageExtension([use === 'kubelet' ? clientAuth : serverAuth]),
    ...alternatives(names),
  ])
  return { cert, key: await keyText(keys) }
}

/** Another authority's name and key, certified. */
export async function crossCertificate(by: CertificatePair, other: Uint8Array): Promise<string> {
  const { subjectName, publicKey } = new x509.X509Certificate(Uint8Array.from(other))
  return certified(by, subjectName, publicKey, await asAuthority(publicKey))
}

const asAuthority = async (key: x509.PublicKeyType): Promise<x509.Extension[]> => [
  new x509.BasicConstraintsExtension(true, undefined, true),
  new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
  await x509.SubjectKeyIdentifierExtension.create(key),
]

async function certified(
  { cert, key }: CertificatePair,
  subject: x509.JsonName | x509.Name,
  publicKey: x509.PublicKeyType,
  extensions: readonly x509.Extension[],
): Promise<string> {
  const issuer = new x509.X509Certificate(cert)
  const [der] = x509.PemConverter.decode(key)
  const made = await x509.X509CertificateGenerator.create({
    ...always,
    subject,
    issuer: issuer.subjectName,
    publicKey,
    signingKey: await webcrypto.subtle.importKey(
      'pkcs8',
      der ?? new ArrayBuffer(0),
      algorithm,
      false,
      ['sign'],
    ),
    signingAlgorithm: algorithm,
    extensions: [
      ...extensions,
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  })
  return made.toString('pem')
}
