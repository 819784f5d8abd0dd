// What nodes of a site say of their own pods, and how long each word counts before what the cloud's slices say.
import type { MonoMs } from '../../src/kernel/time.ts'
import type { Newcomer } from '../../src/services/joining.ts'
import type { PodWord } from '../../src/services/pod-word.ts'
import type { SliceEndpoint } from '../../src/services/slice.ts'

interface Held {
  readonly word: PodWord
  /** Looked for in slices without reading them. */
  readonly uid: Buffer
  /** Since when its node does not say it any more: the cloud knows it, and slices will say so soon. */
  readonly endedAt: MonoMs | undefined
  /** What the cloud's slices, by name, said of the pod when that was: where they say otherwise, they are newer. */
  readonly was: Map<string, string>
}

/** Words by the node that says them: of its own pods, for nobody else is believed about those. */
export class Words {
  readonly #nodes = new Map<string, Map<string, Held>>()

  /** Nobody says anything. */
  get isEmpty(): boolean {
    return this.#nodes.size === 0
  }

  /** All that a node says from now on; answers what is new, and what it says no more. */
  heed(node: string, said: readonly PodWord[], at: MonoMs): readonly PodWord[] {
    const known = this.#nodes.get(node) ?? new Map<string, Held>()
    const uids = new Set(said.map(({ uid }) => uid))
    const changed = said.filter((word) => !isSaid(known.get(word.uid), word))
    const ended = [...known.values()].filter(
      ({ word, endedAt }) => endedAt === undefined && !uids.has(word.uid),
    )
    for (const word of changed) known.set(word.uid, heldOf(word, undefined))
    for (const { word } of ended) known.set(word.uid, heldOf(word, at))
    if (known.size > 0) this.#nodes.set(node, known)
    return [...changed, ...ended.map(({ word }) => word)]
  }

  /** Forgets words that ended by then; answers them. */
  forget(by: MonoMs): readonly PodWord[] {
    const forgotten: PodWord[] = []
    for (const [node, known] of this.#nodes) {
      for (const [uid, { word, endedAt }] of known) {
        if (endedAt === undefined || endedAt > by) continue
        known.delete(uid)
        forgotten.push(word)
      }
      if (known.size === 0) this.#nodes.delete(node)
    }
    return forgotten
  }

  /** What counts of the pod of an endpoint, before the slice of this name; only its own node says it. */
  of(endpoint: SliceEndpoint, slice: string): PodWord | undefined {
    const { nodeName, targetRef } = endpoint
    const held = this.#nodes.get(nodeName ?? '')?.get(targetRef?.uid ?? '')
    if (held?.endedAt === undefined) return held?.word
    const now = JSON.stringify(endpoint)
    const was = held.was.get(slice) ?? now
    held.was.set(slice, was)
    return was === now ? held.word : undefined
  }

  /** Pods of a namespace, with the node that says so, that a slice of these bytes does not name. */
  missing(namespace: string, slice: Buffer): readonly Newcomer[] {
    return [...this.#nodes].flatMap(([node, known]) =>
      [...known.values()]
        .filter(({ word, uid }) => word.namespace === namespace && !slice.includes(uid))
        .map(({ word }) => ({ node, word })),
    )
  }

  /** Whether a slice of these bytes names any of the pods. */
  areNamed(slice: Buffer): boolean {
    return [...this.#nodes.values()].some((known) =>
      [...known.values()].some(({ uid }) => slice.includes(uid)),
    )
  }
}

const heldOf = (word: PodWord, endedAt: MonoMs | undefined): Held => ({
  word,
  uid: Buffer.from(word.uid),
  endedAt,
  was: new Map(),
})

const isSaid = (held: Held | undefined, word: PodWord): boolean =>
  held !== undefined &&
  held.endedAt === undefined &&
  JSON.stringify(held.word) === JSON.stringify(word)
