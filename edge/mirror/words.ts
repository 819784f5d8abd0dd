// What nodes of a site say of their own pods, and how long each word counts before what the cloud's slices say.
import type { MonoMs } from '../../src/kernel/time.ts'
import type { Newcomer } from '../../src/services/joining.ts'
import type { PodWord } from '../../src/services/pod-word.ts'
import type { SliceEndpoint } from '../../src/services/slice.ts'

interface Held {
  readonly word: PodWord
  /** Since when its node does not say it any more: the cloud knows it, and slices will say so soon. */
  readonly endedAt: MonoMs | undefined
  /** What the cloud's slices, by name, said of the pod when that was: one that said otherwise once is newer (empty). */
  readonly was: Map<string, string>
  /** It was said without a link: nobody but its node can know of it, if no slice lists it. */
  readonly mayJoin: boolean
  /** The Services of which a slice of the cloud has listed the pod: where none does any more, the cloud took it out. */
  readonly listed: Set<string>
}

/** When something is said, and whether the cloud can be heard meanwhile. */
export interface Saying {
  readonly at: MonoMs
  readonly isLinked: boolean
}

/** Words by the node that says them: of its own pods, for nobody else is believed about those. */
export class Words {
  readonly #nodes = new Map<string, Map<string, Held>>()

  /** Nobody says anything. */
  get isEmpty(): boolean {
    return this.#nodes.size === 0
  }

  /** All that a node says from now on; answers what is new, and what it says no more. */
  heed(node: string, said: readonly PodWord[], { at, isLinked }: Saying): readonly PodWord[] {
    const known = this.#nodes.get(node) ?? new Map<string, Held>()
    const uids = new Set(said.map(({ uid }) => uid))
    const changed = said.filter((word) => !isSaid(known.get(word.uid), word))
    const ended = [...known.values()].filter(
      ({ word, endedAt }) => endedAt === undefined && !uids.has(word.uid),
    )
    for (const word of changed) known.set(word.uid, heldOf(word, known.get(word.uid), isLinked))
    for (const held of ended) known.set(held.word.uid, { ...held, endedAt: at, was: new Map() })
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

  /** What counts of the pod of an endpoint, before what a slice of a Service says of it; only its own node says it. */
  of(endpoint: SliceEndpoint, slice: string, service: string): PodWord | undefined {
    const { nodeName, targetRef } = endpoint
    const held = this.#nodes.get(nodeName ?? '')?.get(targetRef?.uid ?? '')
    held?.listed.add(service)
    if (held?.endedAt === undefined) return held?.word
    const now = JSON.stringify(endpoint)
    const isSame = (held.was.get(slice) ?? now) === now
    held.was.set(slice, isSame ? now : '')
    return isSame ? held.word : undefined
  }

  /** Pods of a namespace, with the node that says so, that no slice of a Service has listed yet. */
  unlisted(namespace: string, service: string): readonly Newcomer[] {
    return [...this.#nodes].flatMap(([node, known]) =>
      [...known.values()]
        .filter(({ word, mayJoin, listed }) => {
          return mayJoin && word.namespace === namespace && !listed.has(service)
        })
        .map(({ word }) => ({ node, word })),
    )
  }

  /** Whether anybody speaks of a pod of this namespace. */
  areOf(namespace: string): boolean {
    return [...this.#nodes.values()].some((known) =>
      [...known.values()].some(({ word }) => word.namespace === namespace),
    )
  }
}

const heldOf = (word: PodWord, before: Held | undefined, isLinked: boolean): Held => ({
  word,
  endedAt: undefined,
  was: new Map(),
  mayJoin: before?.mayJoin === true || !isLinked,
  listed: before?.listed ?? new Set(),
})

const isSaid = (held: Held | undefined, word: PodWord): boolean =>
  held !== undefined &&
  held.endedAt === undefined &&
  JSON.stringify(held.word) === JSON.stringify(word)
