// Asks the read responder as a test would like to: a method, a target, headers; the answer as data.
import { createStore } from '../../sim/kube/store.ts'
import type { Store } from '../../sim/kube/store.ts'
import { builtinKinds } from '../../src/objects/kinds/builtin.ts'
import { kindRegistry } from '../../src/objects/kinds/registry.ts'
import type { KindRegistry } from '../../src/objects/kinds/registry.ts'
import type { Collection } from '../../src/objects/collection.ts'
import type { ReadAnswer } from '../../src/objects/read-answer.ts'
import type { ReadContext } from '../../src/objects/read-request.ts'
import { read } from '../../src/objects/reads/read.ts'
import { requestInfo } from '../../src/objects/request/info.ts'
import { wallMs } from '../../src/kernel/time.ts'
import type { Ours } from '../golden/held.ts'

/** The kinds of W1. */
export const builtin = kindRegistry(builtinKinds)

/** An empty store that remembers what tests do. */
export const emptyStore = (): Store => createStore({ changesMax: 100_000 })

/** A context at a wall time. */
export const contextOf = (
  collection: Collection,
  registry: KindRegistry = builtin,
  wall = 0,
): ReadContext => ({
  collection,
  registry,
  wall: wallMs(wall),
  watchMsDefault: 1_800_000,
  unknown: 'refuse',
  address: '192.0.2.2:16443',
})

/** The responder's answer. Header names may be in any case. */
export function ask(
  context: ReadContext,
  target: string,
  headers: Readonly<Record<string, string>> = {},
  method = 'GET',
): ReadAnswer {
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])
  const info = requestInfo(method, target)
  return read({ info, headers: Object.fromEntries(lower) as Record<string, string> }, context)
}

/** A whole answer as data; its bytes and its value are made to agree by the way. */
export function whole(answer: ReadAnswer): Ours {
  if (answer.is !== 'answer') throw new Error(`expected an answer, came ${answer.is}`)
  const { status, headers, content } = answer
  return { status, headers, body: parsed(new TextDecoder().decode(content.bytes())) }
}

/** JSON where it is JSON. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}
