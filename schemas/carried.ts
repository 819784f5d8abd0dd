// What a node without a link would have published to the cloud, as it hands it to a peer on the LAN.
import type { Fault } from '../src/kernel/fault.ts'
import { limits } from './limits.ts'
import type { SubjectName } from './subjects.ts'
import { decoded, finished, member, plain, wire } from './wire.ts'

const numbers = { beat: 1, up: 2, sync: 3, guard: 4 } as const satisfies Partial<
  Record<SubjectName, number>
>
const families = { 1: 'beat', 2: 'up', 3: 'sync', 4: 'guard' } as const

/** The families of subjects that peers carry. */
export type CarriedFamily = keyof typeof numbers

/** The payload, signed by its node, and the family it belongs on. */
export interface Carried {
  readonly family: CarriedFamily
  readonly payload: Uint8Array
}

const bound = { what: 'a message for the cloud', bytesMax: limits.carriedBytes }

/** The bytes that travel on the LAN. */
export function encodeCarried({ family, payload }: Carried): Uint8Array {
  return finished(wire.Carried.encode({ family: numbers[family], payload }))
}

/** Reads what a node hands over: MALFORMED, TOO_LARGE or NEWER_VERSION otherwise. */
export function decodeCarried(bytes: Uint8Array): Carried | Fault {
  return decoded(bytes, bound, wire.Carried, ({ family, payload }) => ({
    family: member<CarriedFamily>(families, family, 'family'),
    payload: plain(payload),
  }))
}
