// What the local API asks of whoever takes writes while the cluster cannot be reached.
import type { HttpRequest } from '../../bus/http.ts'
import type { Status } from '../../src/objects/answers/status.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import type { Answer } from '../../src/objects/read-answer.ts'
import type { ResourceRequest } from '../../src/objects/request/info.ts'

/** What a node keeps for the cloud, of which a part are such writes, and how many it put off for that. */
export interface KeptNumbers {
  readonly bytes: number
  readonly bytesMax: number
  readonly putOff: number
}

/** A write of the node's own kubelet. */
export interface WriteAsked {
  readonly request: HttpRequest
  readonly info: ResourceRequest
}

/** Takes writes alone. */
export interface Writes {
  /** Whether earlier writes of the same object are pending, so that a later one must not overtake them. */
  readonly holds: (asked: WriteAsked) => boolean
  /** What is kept of them, and how many were put off. */
  readonly numbers: () => KeptNumbers
  /** Answers as the cluster would, or why not. */
  readonly accept: (asked: WriteAsked, done: (answer: Answer) => void) => void
}

/** Gives a pod of the node a token while it is cut off: the object that the cluster would answer, or why not. */
export type GiveToken = (
  of: { readonly namespace: string; readonly account: string },
  body: unknown,
  done: (outcome: KubeObject | Status) => void,
) => void
