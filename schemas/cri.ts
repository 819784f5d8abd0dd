// The few messages of the container runtime interface (CRI, `runtime.v1`) that tell which pods run with which addresses.
import { Fault } from '../src/kernel/fault.ts'
import { MalformedMessage, wireFields } from '../src/objects/protobuf/wire.ts'

/** A sandbox that a runtime lists. */
export interface CriSandbox {
  readonly container: string
  readonly namespace: string
  readonly pod: string
  readonly uid: string
}

/** The paths of the two calls. */
export const criCalls = {
  list: '/runtime.v1.RuntimeService/ListPodSandbox',
  status: '/runtime.v1.RuntimeService/PodSandboxStatus',
} as const

/** Asks for all sandboxes. */
export const listRequest: Uint8Array = new Uint8Array()

/** Asks about one sandbox. */
export function statusRequest(container: string): Uint8Array {
  const id = new TextEncoder().encode(container)
  return Uint8Array.of(10, ...varint(id.length), ...id)
}

/** Reads the list of sandboxes; MALFORMED when it is none. */
export const decodeSandboxes = (bytes: Uint8Array): readonly CriSandbox[] | Fault =>
  read(() =>
    within(bytes, 1).map((sandbox) => {
      const [metadata = new Uint8Array()] = within(sandbox, 2)
      return {
        container: textAt(sandbox, 1),
        namespace: textAt(metadata, 3),
        pod: textAt(metadata, 1),
        uid: textAt(metadata, 2),
      }
    }),
  )

/** Reads the addresses of a sandbox: none where it has no network of its own any more. */
export const decodeAddresses = (bytes: Uint8Array): readonly string[] | Fault =>
  read(() => {
    const networks = within(bytes, 1).flatMap((status) => within(status, 5))
    const addresses = networks.flatMap((network) => [
      textAt(network, 1),
      ...within(network, 2).map((more) => textAt(more, 1)),
    ])
    return addresses.filter((address) => address !== '')
  })

/** A message as gRPC frames it: not compressed, its length, its bytes. */
export function grpcFrame(message: Uint8Array): Uint8Array {
  const frame = new Uint8Array(5 + message.length)
  new DataView(frame.buffer).setUint32(1, message.length)
  frame.set(message, 5)
  return frame
}

/** The one message of a frame; MALFORMED when it is none. */
export function grpcMessage(frame: Uint8Array): Uint8Array | Fault {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength)
  const isWhole = frame.length >= 5 && frame[0] === 0 && view.getUint32(1) === frame.length - 5
  return isWhole ? frame.subarray(5) : new Fault('MALFORMED', 'expected one whole gRPC message')
}

function read<T>(decode: () => T): T | Fault {
  try {
    return decode()
  } catch (error) {
    if (error instanceof MalformedMessage)
      return new Fault('MALFORMED', `expected a message of CRI: ${error.message}`, error)
    throw error
  }
}

const within = (bytes: Uint8Array, number: number): readonly Uint8Array[] =>
  wireFields(bytes).flatMap((field) =>
    field.number === number && field.value instanceof Uint8Array ? [field.value] : [],
  )

const utf8 = new TextDecoder()

const textAt = (bytes: Uint8Array, number: number): string =>
  utf8.decode(within(bytes, number).at(-1) ?? new Uint8Array())

const varint = (value: number): readonly number[] =>
  value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)]
