// What can be heard on a simulated node: what its local API is asked and says, and the notes that are written through it.
import type { NodeId } from '../../src/kernel/ids.ts'
import type { ResourceRequest } from '../../src/objects/request/info.ts'

/** A request to the local API of a node. */
export interface Asked {
  readonly node: NodeId
  readonly info: ResourceRequest
  readonly body: Uint8Array
}

/** A whole answer, or one line of a watch. */
export interface Said {
  readonly node: NodeId
  readonly info: ResourceRequest
  readonly status: number
  readonly bytes: Uint8Array
  /** Which watch of the node it is a line of; undefined of an answer. */
  readonly watch: object | undefined
}

/** One of an object's few places for notes, and what stands there: no two notes are the same. */
export interface Note {
  readonly node: NodeId
  readonly resource: 'nodes' | 'pods'
  readonly name: string
  readonly slot: string
  readonly text: string
}

/** Who hears. */
export interface NodeEars {
  readonly asked: (asked: Asked) => void
  readonly said: (said: Said) => void
  /** A note is about to be written. */
  readonly noting: (note: Note) => void
  /** Writing it was answered with success. */
  readonly noted: (note: Note) => void
}

/** Tells all that it is told to each of those who are there then. */
export const tellAll = (ears: () => readonly Partial<NodeEars>[]): NodeEars => ({
  asked: (asked) => ears().forEach((ear) => ear.asked?.(asked)),
  said: (said) => ears().forEach((ear) => ear.said?.(said)),
  noting: (note) => ears().forEach((ear) => ear.noting?.(note)),
  noted: (note) => ears().forEach((ear) => ear.noted?.(note)),
})
