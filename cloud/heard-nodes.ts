// What beats say of nodes besides their health: where each journal stands, and which life of a node is heard.
import type { Beat } from '../src/health/words.ts'
import type { NodeId } from '../src/kernel/ids.ts'
import type { MonoMs } from '../src/kernel/time.ts'

/** Where a node's journal stood by its last beat. */
export type JournalSaid = Pick<Beat, 'node' | 'stateEpoch' | 'stateLast'>

/** What is remembered of a node that beats. */
export interface HeardNode {
  /** Its name as it is kept: looking up by it is quicker than by one that was just decoded. */
  readonly node: NodeId
  stateEpoch: number
  stateLast: number
  /** The epoch of the life that is heard. */
  life: number
  /** Since when no other life was heard, and when this one was. */
  since: MonoMs
  at: MonoMs
}

/** The nodes that beat. */
export class HeardNodes {
  readonly #nodes = new Map<NodeId, HeardNode>()

  get(node: NodeId): HeardNode | undefined {
    return this.#nodes.get(node)
  }

  /** Begins to remember a node with its first beat. */
  add({ node, stateEpoch, stateLast }: Beat, now: MonoMs): HeardNode {
    const heard = { node, stateEpoch, stateLast, life: stateEpoch, since: now, at: now }
    this.#nodes.set(node, heard)
    return heard
  }

  forget(node: NodeId): void {
    this.#nodes.delete(node)
  }
}

/** Takes a beat of a node that is remembered; whether its life alone has been heard for a whole silence. */
export function hearAgain(
  heard: HeardNode,
  { stateEpoch, stateLast }: JournalSaid,
  now: MonoMs,
  silenceMs: number,
): boolean {
  heard.stateEpoch = stateEpoch
  heard.stateLast = stateLast
  if (heard.life === stateEpoch) {
    heard.at = now
    return now - heard.since >= silenceMs
  }
  const isOver = now - heard.at >= silenceMs
  if (isOver) {
    heard.life = stateEpoch
    heard.at = now
  }
  heard.since = now
  return false
}
