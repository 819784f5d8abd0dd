// The certificates of `up`: an authority of its own, and one server certificate for all its addresses.
import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import * as x509 from '@peculiar/x509'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const lifeMs = 365 * 24 * 3_600_000
const issuer = 'CN=causeway-up'

/** Where the PEM files lie. */
export interface CertificateFiles {
  readonly authority: string
  readonly certificate: string
  readonly key: string
}

/** Makes an authority and a server certificate for `hosts` (IP addresses) in `folder`; the authority's key is dropped. */
export async function makeCertificates(
  folder: string,
  hosts: readonly string[],
): Promise<CertificateFiles> {
  const authorityKeys = await newKeys()
  const serverKeys = await newKeys()
  const authority = await certify(
    'CN=causeway-up',
    authorityKeys.publicKey,
    authorityKeys.privateKey,
    [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
    ],
  )
  const names = hosts.map((value) => ({ type: 'ip', value }) as const)
  const server = await certify('CN=kubernetes', serverKeys.publicKey, authorityKeys.privateKey, [
    new x509.SubjectAlternativeNameExtension([...names, { type: 'dns', value: 'localhost' }]),
    new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
  ])
  const key = await webcrypto.subtle.exportKey('pkcs8', serverKeys.privateKey)
  return write(folder, {
    authority: authority.toString('pem'),
    certificate: server.toString('pem'),
    key: x509.PemConverter.encode(key, 'PRIVATE KEY'),
  })
}

function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
}

function certify(
  subject: string,
  publicKey: webcrypto.CryptoKey,
  signingKey: webcrypto.CryptoKey,
  extensions: x509.Extension[],
): Promise<x509.X509Certificate> {
  const now = Date.now()
  return x509.X509CertificateGenerator.create({
    subject,
    issuer,
    publicKey,
    signingKey,
    extensions,
    signingAlgorithm: algorithm,
    notBefore: new Date(now - 3_600_000),
    notAfter: new Date(now + lifeMs),
  })
}

function write(folder: string, pem: CertificateFiles): CertificateFiles {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const files = {
    authority: `${folder}/ca.crt`,
    certificate: `${folder}/server.crt`,
    key: `${folder}/server.key`,
  }
  writeFileSync(files.authority, pem.authority)
  writeFileSync(files.certificate, pem.certificate)
  writeFileSync(files.key, pem.key, { mode: 0o600 })
  return files
}
