// How Node is started for an agent: its young objects get less room, which a small node has better use for.

/**
 * Flags of Node. Otherwise the room for young objects grows to 16 MB twice over, and what is not needed of it is not given
 * back: with 10,000 objects an agent has 15 MB more after its start, and 30 MB more after many reads; an answer costs the same.
 */
export const smallHeap: readonly string[] = ['--max-semi-space-size=2']
