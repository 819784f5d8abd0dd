// The simulator's queue: events ordered by time, seeded tie and insertion.

/** Something that happens once, unless it was dropped before. */
export interface SimEvent {
  readonly atMs: number
  readonly tie: number
  readonly order: number
  readonly fire: () => void
  /** It will not happen any more: it was dropped, or has happened. */
  dropped: boolean
}

/** A binary heap of events. */
export interface EventHeap {
  readonly push: (event: SimEvent) => void
  /** The first event that was not dropped. */
  readonly peek: () => SimEvent | undefined
  readonly pop: () => SimEvent | undefined
  /** What is dropped does not happen; nothing changes where it has. */
  readonly drop: (event: SimEvent) => void
  /** How many were not dropped. */
  readonly size: () => number
}

/** An empty heap. */
export function createEventHeap(): EventHeap {
  const heap: SimEvent[] = []
  let waiting = 0
  const take = (): SimEvent | undefined => {
    const first = heap[0]
    const last = heap.pop()
    if (last !== undefined && last !== first) {
      heap[0] = last
      sink(heap, last)
    }
    return first
  }
  const drop = (event: SimEvent): void => {
    if (!event.dropped) waiting -= 1
    event.dropped = true
  }
  const peek = () => {
    while (heap[0]?.dropped === true) take()
    return heap[0]
  }
  return {
    peek,
    push: (event) => {
      waiting += 1
      heap.push(event)
      rise(heap, event)
    },
    pop: () => {
      const first = peek()
      if (first === undefined) return undefined
      drop(first)
      return take()
    },
    drop,
    size: () => waiting,
  }
}

const before = (a: SimEvent, b: SimEvent): boolean =>
  (a.atMs - b.atMs || a.tie - b.tie || a.order - b.order) < 0

function rise(heap: SimEvent[], event: SimEvent): void {
  let at = heap.length - 1
  while (at > 0) {
    const up = (at - 1) >> 1
    const parent = heap[up]
    if (parent === undefined || !before(event, parent)) break
    heap[at] = parent
    at = up
  }
  heap[at] = event
}

function sink(heap: SimEvent[], event: SimEvent): void {
  let at = 0
  for (;;) {
    const [left, right] = [heap[2 * at + 1], heap[2 * at + 2]]
    const rightFirst = left !== undefined && right !== undefined && before(right, left)
    const child = rightFirst ? right : left
    if (child === undefined || !before(child, event)) break
    heap[at] = child
    at = 2 * at + (rightFirst ? 2 : 1)
  }
  heap[at] = event
}
