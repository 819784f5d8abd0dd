// A node's certificates in files: each with its key in one PEM file, as a kubelet reads it, for their owner alone.
import * as crypto from 'node:crypto'
import { join } from 'node:path'
import type { Cancel } from '../../bus/clock.ts'
import { readIfThere, writeDurably } from '../../bus/adapters/durable-file.ts'
import { fileFault } from '../../bus/adapters/file-fault.ts'
import { makeFolder } from '../../bus/adapters/make-folder.ts'
import type { CertificateGiven } from '../../schemas/guard-answer.ts'
import { certificateUses, noNames } from '../../src/identity/certificates.ts'
import type { CertificateNames, CertificateUse } from '../../src/identity/certificates.ts'
import { Fault, isFault } from '../../src/kernel/fault.ts'
import type { Credential, NodeCredentials, Wanted } from '../guard/credentials.ts'
import { openOwnAuthority } from './own-authority.ts'
import type { OwnAuthority } from './own-authority.ts'
import { credentialOf, isFrom, pemOf, readPair, shownReader, tried } from './read-certificate.ts'
import type { CertificatePair } from './read-certificate.ts'

/** What a TLS server of the node's API needs (PEM). */
export interface ServingMaterial {
  /** What is served, and what leads from it to the authorities that clients may trust. */
  readonly cert: string
  readonly key: string
  /** The authorities of client certificates. */
  readonly ca: string
}

/** Whose certificates, and under what names its API is known before the cloud says more. */
export interface CredentialsOf {
  readonly node: string
  readonly names: CertificateNames
  /** What time it is on the node. */
  readonly wall: () => number
}

/** Certificates in a folder. */
export interface CredentialFiles extends NodeCredentials {
  /** What to serve with: what the cloud certified, the node's own before. */
  readonly serving: () => ServingMaterial
  /** The cloud's authority (PEM); undefined before the first certificate came. */
  readonly authority: () => string | undefined
  /** Tells each time a certificate was kept, until it is cancelled. */
  readonly watch: (changed: (use: CertificateUse) => void) => Cancel
}

interface Held extends CertificatePair {
  readonly credential: Credential
}

const authorityFile = 'authority.crt'

/** Where a use's certificate and key lie: the newest of the cloud, or of the node itself. */
export const credentialFile = (folder: string, use: CertificateUse): string =>
  join(folder, `${use}.pem`)

/** Where the certificates lie by which clients on the node know its API. */
export const trustedFile = (folder: string): string => join(folder, 'trusted.crt')

/** Opens the certificates in `folder`; what cannot be read there is made or asked for again: CONFIG_INVALID, STORE_BROKEN, FULL. */
export function openNodeCredentials(
  folder: string,
  of: CredentialsOf,
  done: (outcome: CredentialFiles | Fault) => void,
): void {
  load(folder, of).then(done, (error: unknown) =>
    done(isFault(error) ? error : fileFault(error, folder)),
  )
}

async function load(
  folder: string,
  { node, names, wall }: CredentialsOf,
): Promise<CredentialFiles> {
  await makeFolder(folder)
  const files = new Credentials(folder, await openOwnAuthority(folder, node), wall)
  const authority = await textOf(join(folder, authorityFile))
  if (authority !== undefined) files.foundAuthority(authority)
  for (const use of certificateUses) {
    const text = await textOf(credentialFile(folder, use))
    if (text !== undefined) files.found(use, text)
  }
  await files.prepare(names)
  return files
}

async function textOf(file: string): Promise<string | undefined> {
  const bytes = await readIfThere(file)
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes)
}

class Credentials implements CredentialFiles {
  readonly #folder: string
  readonly #own: OwnAuthority
  readonly #wall: () => number
  /** What the cloud certified. */
  readonly #held = new Map<CertificateUse, Held>()
  /** Keys (PEM) without a certificate yet. */
  readonly #waiting = new Map<CertificateUse, string>()
  readonly #watchers = new Set<(use: CertificateUse) => void>()
  /** One after the other: they write the same files. */
  #keeping: Promise<void> = Promise.resolve()
  #authority: crypto.X509Certificate | undefined
  #reader: NodeCredentials['read']
  #serving: CertificatePair = { cert: '', key: '' }

  constructor(folder: string, own: OwnAuthority, wall: () => number) {
    this.#folder = folder
    this.#own = own
    this.#wall = wall
    this.#reader = shownReader({ own: own.certificate, cloud: undefined }, wall)
  }

  foundAuthority(text: string): void {
    const authority = tried(() => new crypto.X509Certificate(text))
    if (authority !== undefined) this.#trust(authority)
  }

  /** A certificate of another authority than the one that is there is none of the cloud's. */
  found(use: CertificateUse, text: string): void {
    const pair = readPair(text)
    const authority = this.#authority
    if (pair === undefined || authority === undefined) return
    if (isFrom(new crypto.X509Certificate(pair.cert), authority)) this.#held.set(use, heldOf(pair))
  }

  /** Makes what the cloud has not certified yet, and writes what clients on the node trust. */
  async prepare(names: CertificateNames): Promise<void> {
    if (!this.#held.has('kubelet') && !(await this.#hasOwnKubelet()))
      await this.#write(
        credentialFile(this.#folder, 'kubelet'),
        await this.#own.certify('kubelet', noNames),
      )
    const [held, authority] = [this.#held.get('serving'), this.#authority]
    this.#serving =
      held === undefined || authority === undefined
        ? await this.#own.certify('serving', names)
        : await this.#chained(held, authority)
    await this.#writeTrusted()
  }

  readonly held = (use: CertificateUse): Credential | undefined => this.#held.get(use)?.credential

  readonly serving = (): ServingMaterial => ({ ...this.#serving, ca: this.#authorities() })

  readonly authority = (): string | undefined => this.#authority?.toString()

  readonly watch = (changed: (use: CertificateUse) => void): Cancel => {
    this.#watchers.add(changed)
    return () => this.#watchers.delete(changed)
  }

  readonly read: NodeCredentials['read'] = (der) => this.#reader(der)

  readonly request = (
    use: CertificateUse,
    wanted: Wanted,
    done: (outcome: Uint8Array | Fault) => void,
  ): void => {
    requestFor(wanted).then(
      ({ key, request }) => {
        this.#waiting.set(use, key)
        done(request)
      },
      (error: unknown) =>
        done(new Fault('MALFORMED', 'expected names that fit a signing request', error)),
    )
  }

  readonly take = (given: CertificateGiven, done: (fault: Fault | undefined) => void): void => {
    const kept = this.#keeping.then(() => this.#keep(given))
    this.#keeping = kept.catch(() => undefined)
    kept.then(
      () => {
        done(undefined)
        for (const changed of this.#watchers) changed(given.use)
      },
      (error: unknown) => done(isFault(error) ? error : fileFault(error, this.#folder)),
    )
  }

  /** The node's own, and the cloud's. */
  #authorities(): string {
    const own = this.#own.certificate.toString()
    return this.#authority === undefined ? own : `${own}\n${this.#authority.toString()}`
  }

  /** What another authority of the cloud had certified is asked for anew. */
  #trust(authority: crypto.X509Certificate): void {
    this.#authority = authority
    this.#reader = shownReader({ own: this.#own.certificate, cloud: authority }, this.#wall)
    for (const [use, { cert }] of this.#held)
      if (!isFrom(new crypto.X509Certificate(cert), authority)) this.#held.delete(use)
  }

  async #keep({ use, certificate, authority }: CertificateGiven): Promise<void> {
    const key = this.#waiting.get(use)
    const issuer = tried(() => new crypto.X509Certificate(authority))
    const pair = key === undefined ? undefined : readPair(`${pemOf(certificate)}\n${key}`)
    if (
      pair === undefined ||
      issuer === undefined ||
      !isFrom(new crypto.X509Certificate(pair.cert), issuer)
    )
      throw new Fault(
        'MALFORMED',
        `expected a certificate for the key that was made last for ${use}, of the authority beside it, got another`,
      )
    const served = use === 'serving' ? await this.#chained(pair, issuer) : this.#serving
    await writeDurably(join(this.#folder, authorityFile), issuer.toString())
    await this.#write(credentialFile(this.#folder, use), pair)
    this.#waiting.delete(use)
    this.#trust(issuer)
    this.#held.set(use, heldOf(pair))
    this.#serving = served
    await this.#writeTrusted()
  }

  /** Whether the file still has what this node made for its kubelet. */
  async #hasOwnKubelet(): Promise<boolean> {
    const text = await textOf(credentialFile(this.#folder, 'kubelet'))
    const pair = text === undefined ? undefined : readPair(text)
    return (
      pair !== undefined && isFrom(new crypto.X509Certificate(pair.cert), this.#own.certificate)
    )
  }

  /** What the cloud certified; who trusts the node's own authority alone finds the way to it. */
  async #chained(
    { cert, key }: CertificatePair,
    authority: crypto.X509Certificate,
  ): Promise<CertificatePair> {
    return { cert: `${cert}\n${await this.#own.crossed(authority)}`, key }
  }

  #write(file: string, { cert, key }: CertificatePair): Promise<void> {
    return writeDurably(file, `${cert}\n${key}\n`)
  }

  #writeTrusted(): Promise<void> {
    return writeDurably(trustedFile(this.#folder), `${this.#authorities()}\n`)
  }
}

const heldOf = (pair: CertificatePair): Held => ({
  ...pair,
  credential: credentialOf(new crypto.X509Certificate(pair.cert)),
})

async function requestFor(wanted: Wanted) {
  const { makeRequest } = await import('./make-certificate.ts')
  return makeRequest(wanted)
}
