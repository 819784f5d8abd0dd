// What the local API asks of whoever takes writes while the cluster cannot be reached.
import type { HttpRequest } from '../../bus/http.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import type { Answer } from '../../src/objects/read-answer.ts'
import type { ResourceRequest } from '../../src/objects/request/info.ts'
import type { Caller } from './guard.ts'

/** A write whose caller may make it. */
export interface WriteAsked {
  readonly request: HttpRequest
  readonly info: ResourceRequest
  readonly caller: Caller
}

/** Takes writes alone. */
export interface Writes {
  /** Answers as the cluster would, or why not; `current` is the object as this node shows it. */
  readonly accept: (
    asked: WriteAsked,
    current: KubeObject | undefined,
    done: (answer: Answer) => void,
  ) => void
}
