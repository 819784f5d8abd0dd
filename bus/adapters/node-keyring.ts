// The keyring port on Node's crypto: Ed25519 and X25519, made on the first start and kept in two files.
import * as crypto from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Fault } from '../../src/kernel/fault.ts'
import type { Keyring, PublicKeys } from '../keyring.ts'
import { readIfThere, writeDurably } from './durable-file.ts'
import { fileFault } from './file-fault.ts'
import { lockBox, lockingKey, unlockBox } from './locked-box.ts'
import { sealBox, unsealBox } from './sealed-box.ts'

/** Known public keys, parsed; a fleet's worth. */
const parsedMax = 20_000

/** Opens the keys in `folder`, making them when they are not there: STORE_BROKEN, CONFIG_INVALID, FULL. */
export function openNodeKeyring(folder: string, done: (outcome: Keyring | Fault) => void): void {
  openKeys(folder).then(
    ({ sign, seal }) => done(keyringOf(sign, seal)),
    (error: unknown) => done(fileFault(error, `the keys in ${folder}`)),
  )
}

/** The public halves of the keys in `folder`, which is left as it is: NOT_FOUND, STORE_BROKEN. */
export function readPublicKeys(folder: string, done: (outcome: PublicKeys | Fault) => void): void {
  Promise.all([
    readKey(join(folder, 'sign.pem'), 'ed25519'),
    readKey(join(folder, 'seal.pem'), 'x25519'),
  ]).then(
    ([sign, seal]) => done({ sign: rawPublic(sign), seal: rawPublic(seal) }),
    (error: unknown) => done(fileFault(error, `the keys in ${folder}`)),
  )
}

/** A keyring of two private keys. */
export function keyringOf(sign: crypto.KeyObject, seal: crypto.KeyObject): Keyring {
  const sealPublic = rawPublic(seal)
  const locking = lockingKey(seal)
  const parsed = new Map<string, crypto.KeyObject | undefined>()
  const parse = (publicKey: Uint8Array): crypto.KeyObject | undefined => {
    const name = Buffer.from(publicKey).toString('base64url')
    const known = parsed.get(name)
    if (known !== undefined || parsed.has(name)) return known
    if (parsed.size >= parsedMax) parsed.clear()
    const key = publicKeyOf('Ed25519', name)
    parsed.set(name, key)
    return key
  }
  return {
    publicKeys: { sign: rawPublic(sign), seal: sealPublic },
    hash: sha256,
    sign: (bytes) => plain(crypto.sign(null, bytes, sign)),
    verify: (publicKey, bytes, signature) => {
      const key = signature.length === 64 ? parse(publicKey) : undefined
      return key !== undefined && crypto.verify(null, bytes, key, signature)
    },
    sealTo: (publicKey, bytes) => sealBox(publicKey, bytes),
    unseal: (bytes) => unsealBox(seal, sealPublic, bytes),
    lock: (bytes) => lockBox(locking, bytes),
    unlock: (bytes) => unlockBox(locking, bytes),
  }
}

/** SHA-256 in one call; as text of one letter a byte, because making a Buffer costs more than hashing. */
export function sha256(bytes: Uint8Array): Uint8Array {
  const letters = crypto.hash('sha256', bytes, 'binary')
  const digest = new Uint8Array(32)
  for (let at = 0; at < 32; at++) digest[at] = letters.charCodeAt(at)
  return digest
}

async function openKeys(
  folder: string,
): Promise<{ readonly sign: crypto.KeyObject; readonly seal: crypto.KeyObject }> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const sign = await openKey(join(folder, 'sign.pem'), 'ed25519')
  const seal = await openKey(join(folder, 'seal.pem'), 'x25519')
  return { sign, seal }
}

async function readKey(file: string, type: 'ed25519' | 'x25519'): Promise<crypto.KeyObject> {
  const bytes = await readIfThere(file)
  if (bytes !== undefined) return parsePrivate(file, bytes, type)
  throw new Fault(
    'NOT_FOUND',
    `expected keys in ${file}, came none: its process makes them at its first start`,
  )
}

async function openKey(file: string, type: 'ed25519' | 'x25519'): Promise<crypto.KeyObject> {
  const bytes = await readIfThere(file)
  if (bytes !== undefined) return parsePrivate(file, bytes, type)
  const { privateKey } =
    type === 'ed25519'
      ? crypto.generateKeyPairSync('ed25519')
      : crypto.generateKeyPairSync('x25519')
  await writeDurably(file, privateKey.export({ type: 'pkcs8', format: 'pem' }))
  return privateKey
}

function parsePrivate(file: string, bytes: Uint8Array, type: string): crypto.KeyObject {
  const broken = (cause?: unknown): Fault =>
    new Fault(
      'STORE_BROKEN',
      `expected an ${type} private key in ${file}: restore it, or remove it to become a new producer`,
      cause,
    )
  let key: crypto.KeyObject
  try {
    key = crypto.createPrivateKey(Buffer.from(bytes))
  } catch (error) {
    throw broken(error)
  }
  if (key.asymmetricKeyType !== type) throw broken()
  return key
}

/** Raw bytes as a public key; undefined when they are none. */
function publicKeyOf(crv: 'Ed25519' | 'X25519', x: string): crypto.KeyObject | undefined {
  try {
    return crypto.createPublicKey({ key: { kty: 'OKP', crv, x }, format: 'jwk' })
  } catch {
    return undefined
  }
}

/**
 * The public half of a private key as 32 raw bytes: the end of its DER form. Exported as JWK, one key in many thousands
 * stops Node 20 for ever: it holds the key's lock while the garbage collector asks for it.
 */
function rawPublic(key: crypto.KeyObject): Uint8Array {
  const der = crypto.createPublicKey(key).export({ type: 'spki', format: 'der' })
  return plain(der.subarray(-32))
}

/** Node answers Buffers, whose `slice` does not copy. */
const plain = (buffer: Buffer): Uint8Array =>
  new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
