// A file that carries signed messages by hand: a node's batches to the cloud, or the cloud's answers back.
//
// `CAUSEWAY` | version (1) | kind (1) | count (4) | (length (4) | signed message)* | SHA-256 of all before.
import type { Hash } from '../src/kernel/chain.ts'
import { sameBytes } from '../src/kernel/chain.ts'
import { Fault } from '../src/kernel/fault.ts'
import { limits } from './limits.ts'
import { malformed, tooLarge } from './wire.ts'

/** What a file carries. */
export interface Carried {
  readonly kind: 'batches' | 'answers'
  /** Each as it was signed. */
  readonly messages: readonly Uint8Array[]
}

const magic = new TextEncoder().encode('CAUSEWAY')
const version = 1
const kinds: readonly Carried['kind'][] = ['batches', 'answers']
const headBytes = magic.length + 6
const lengthBytes = 4
const hashBytes = 32
const bound = { what: 'a carried file', bytesMax: limits.carriedFileBytes }

/** The bytes of a file: TOO_LARGE when they are more than one file may have. */
export function encodeCarried({ kind, messages }: Carried, hash: Hash): Uint8Array | Fault {
  const contents = messages.reduce((sum, message) => sum + lengthBytes + message.length, 0)
  const length = headBytes + contents + hashBytes
  if (length > limits.carriedFileBytes) return tooLarge(bound, length)
  const bytes = new Uint8Array(length)
  const view = new DataView(bytes.buffer)
  bytes.set(magic)
  bytes[magic.length] = version
  bytes[magic.length + 1] = kinds.indexOf(kind) + 1
  view.setUint32(magic.length + 2, messages.length)
  let at = headBytes
  for (const message of messages) {
    view.setUint32(at, message.length)
    bytes.set(message, at + lengthBytes)
    at += lengthBytes + message.length
  }
  bytes.set(hash(bytes.subarray(0, at)), at)
  return bytes
}

/** Reads a file: MALFORMED when it is foreign or damaged, NEWER_VERSION, TOO_LARGE. */
export function decodeCarried(bytes: Uint8Array, hash: Hash): Carried | Fault {
  if (bytes.length > limits.carriedFileBytes) return tooLarge(bound, bytes.length)
  if (!sameBytes(bytes.subarray(0, magic.length), magic))
    return malformed('expected a file that `causeway journal` wrote, got another')
  const came = bytes[magic.length] ?? 0
  if (came > version) {
    const text = `expected a carried file of version ${version}, got version ${came}`
    return new Fault('NEWER_VERSION', `${text}: update Causeway`)
  }
  const end = bytes.length - hashBytes
  if (end < headBytes || !sameBytes(hash(bytes.subarray(0, end)), bytes.subarray(end)))
    return damaged('its checksum is not that of its bytes')
  const kind = kinds[(bytes[magic.length + 1] ?? 0) - 1]
  const messages = messagesOf(bytes.subarray(0, end))
  if (kind === undefined || messages === undefined) return damaged('its parts do not add up')
  return { kind, messages }
}

function messagesOf(bytes: Uint8Array): readonly Uint8Array[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const count = view.getUint32(magic.length + 2)
  const messages: Uint8Array[] = []
  let at = headBytes
  while (at + lengthBytes <= bytes.length) {
    const next = at + lengthBytes + view.getUint32(at)
    if (next > bytes.length) return undefined
    messages.push(bytes.subarray(at + lengthBytes, next))
    at = next
  }
  return at === bytes.length && messages.length === count ? messages : undefined
}

const damaged = (why: string): Fault =>
  malformed(`expected a whole file, got a damaged one (${why}): carry it once more`)
