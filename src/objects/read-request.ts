// What the read responder is asked: a request, and what there is to answer from.
import type { WallMs } from '../kernel/time.ts'
import type { Collection } from './collection.ts'
import type { KindRegistry } from './kinds/registry.ts'
import type { HeaderMap } from './read-answer.ts'
import type { RequestInfo } from './request/info.ts'

/** A request whose caller has been let in. */
export interface ReadRequest {
  readonly info: RequestInfo
  /** Header names in lower case. */
  readonly headers: HeaderMap
}

/** What answers are made from. */
export interface ReadContext {
  readonly collection: Collection
  readonly registry: KindRegistry
  readonly wall: WallMs
  /** How long a watch lives whose client names no time. */
  readonly watchMsDefault: number
  /** What is not in the registry: refused where all kinds are known, passed on where others may know more. */
  readonly unknown: 'refuse' | 'pass-on'
  /** `host:port` that discovery names. */
  readonly address: string
}
