// Questions and answers about addresses as they cross a node's socket: one line of JSON each.
import type { AddressAnswer, AddressAsk, GivenAddress } from '../src/network/ask.ts'
import type { Attachment } from '../src/network/facts.ts'
import type { Route } from '../src/network/range-config.ts'
import { Fault } from '../src/kernel/fault.ts'

/** The longest question or answer, without its end of line. */
export const askBytesMax = 64 * 1024

const utf8 = new TextEncoder()
const text = new TextDecoder('utf-8', { fatal: true })

type Json = Readonly<Record<string, unknown>>

/** A line without its end. */
export const encodeAsk = (ask: AddressAsk): Uint8Array => utf8.encode(JSON.stringify(ask))

/** A line without its end. */
export const encodeAnswer = (answer: AddressAnswer): Uint8Array =>
  utf8.encode(JSON.stringify(answer))

/** Reads a question: MALFORMED when it is none. */
export function decodeAsk(bytes: Uint8Array): AddressAsk | Fault {
  const json = parsed(bytes)
  const attachment = attachmentOf(json['attachment'])
  switch (json['kind']) {
    case 'status':
      return { kind: 'status' }
    case 'keep': {
      const attached = listOf(json['attached'], sandboxOf)
      return attached === undefined ? malformed() : { kind: 'keep', attached }
    }
    case 'add':
    case 'del':
      return attachment === undefined ? malformed() : { kind: json['kind'], attachment }
    case 'check': {
      const addresses = listOf(json['addresses'], textOf)
      return attachment === undefined || addresses === undefined
        ? malformed()
        : { kind: 'check', attachment, addresses }
    }
    default:
      return malformed()
  }
}

/** Reads an answer: MALFORMED when it is none. */
export function decodeAnswer(bytes: Uint8Array): AddressAnswer | Fault {
  const json = parsed(bytes)
  const { kind, code, msg } = json
  if (kind === 'done') return { kind }
  if (kind === 'refused' && Number.isSafeInteger(code) && typeof msg === 'string')
    return { kind, code: Number(code), msg }
  const addresses = listOf(json['addresses'], givenOf)
  const routes = listOf(json['routes'], routeOf)
  return kind === 'given' && addresses !== undefined && routes !== undefined
    ? { kind, addresses, routes }
    : malformed()
}

const malformed = (): Fault => new Fault('MALFORMED', 'expected a line of JSON about addresses')

/** The fields of a line; none when it is no JSON object, or too long. */
function parsed(bytes: Uint8Array): Json {
  if (bytes.length > askBytesMax) return {}
  try {
    const value: unknown = JSON.parse(text.decode(bytes))
    return isJson(value) ? value : {}
  } catch {
    return {}
  }
}

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null

/** Names that runtimes give are short. */
const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value.length <= 1_024 ? value : undefined

function listOf<T>(value: unknown, one: (each: unknown) => T | undefined): T[] | undefined {
  if (!Array.isArray(value)) return undefined
  const read = value.map(one).filter((each) => each !== undefined)
  return read.length === value.length ? read : undefined
}

function sandboxOf(value: unknown): Pick<Attachment, 'container' | 'interface'> | undefined {
  const json = isJson(value) ? value : {}
  const [container, name] = [textOf(json['container']), textOf(json['interface'])]
  return container === undefined || name === undefined ? undefined : { container, interface: name }
}

function attachmentOf(value: unknown): Attachment | undefined {
  const sandbox = sandboxOf(value)
  const json = isJson(value) ? value : {}
  const [namespace, pod, uid] = [json['namespace'], json['pod'], json['uid']].map(textOf)
  if (sandbox === undefined || namespace === undefined || pod === undefined) return undefined
  return { namespace, pod, ...(uid === undefined ? {} : { uid }), ...sandbox }
}

function givenOf(value: unknown): GivenAddress | undefined {
  const json = isJson(value) ? value : {}
  const [address, gateway] = [textOf(json['address']), textOf(json['gateway'])]
  if (address === undefined) return undefined
  return gateway === undefined ? { address } : { address, gateway }
}

function routeOf(value: unknown): Route | undefined {
  const json = isJson(value) ? value : {}
  const [dst, gw] = [textOf(json['dst']), textOf(json['gw'])]
  if (dst === undefined) return undefined
  return gw === undefined ? { dst } : { dst, gw }
}
