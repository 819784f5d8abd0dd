// The simulator's queue: events ordered by time, seeded tie and insertion.
//
// Only what comes next is kept in order. What is due later lies in slots of time, unordered, until its slot has come:
// most timers are cancelled before that, and cost nothing more.

/** Something that happens once, unless it was dropped before. */
export interface SimEvent {
  atMs: number
  tie: number
  order: number
  readonly owner: EventOwner
  fire: () => void
  /** It will not happen any more: it was dropped, or has happened. */
  dropped: boolean
}

/** Whose events happen while it lives, and none while it stands still. */
export interface EventOwner {
  alive: boolean
  stalledMs: number
}

/** A queue of events. */
export interface EventHeap {
  /** Takes an event that is not waiting: a new one, or one that happens later. */
  readonly push: (event: SimEvent) => void
  /** The first event that was not dropped. */
  readonly peek: () => SimEvent | undefined
  readonly pop: () => SimEvent | undefined
  /** What is dropped does not happen; nothing changes where it has. */
  readonly drop: (event: SimEvent) => void
  /** How many were not dropped. */
  readonly size: () => number
}

/** A power of two, so that what is due when a slot begins lies in it. */
const slotMs = 64

const slotOf = (atMs: number): number => Math.floor(atMs / slotMs)

const nothing = (): void => {}

/** An empty queue. */
export function createEventHeap(): EventHeap {
  /** What is due in the slots up to `open`. */
  const near = createHeap<SimEvent>(isBefore)
  /** What is due in later ones. */
  const slots = new Map<number, SimEvent[]>()
  const numbers = createHeap<number>((a, b) => a < b)
  let open = 0
  let waiting = 0
  const put = (event: SimEvent): void => {
    const slot = slotOf(event.atMs)
    if (slot <= open) return near.push(event)
    const later = slots.get(slot)
    if (later !== undefined) return void later.push(event)
    slots.set(slot, [event])
    numbers.push(slot)
  }
  const openNext = (): boolean => {
    const slot = numbers.pop()
    if (slot === undefined) return false
    open = slot
    for (const event of slots.get(slot) ?? []) if (!event.dropped) near.push(event)
    slots.delete(slot)
    return true
  }
  const drop = (event: SimEvent): void => {
    if (event.dropped) return
    waiting -= 1
    event.dropped = true
    event.fire = nothing
  }
  const peek = (): SimEvent | undefined => {
    for (;;) {
      const first = near.peek()
      if (first?.dropped === false) return first
      if (first !== undefined) near.pop()
      else if (!openNext()) return undefined
    }
  }
  return {
    peek,
    push: (event) => {
      event.dropped = false
      waiting += 1
      put(event)
    },
    pop: () => {
      const first = peek()
      if (first === undefined) return undefined
      waiting -= 1
      first.dropped = true
      return near.pop()
    },
    drop,
    size: () => waiting,
  }
}

function isBefore(a: SimEvent, b: SimEvent): boolean {
  if (a.atMs !== b.atMs) return a.atMs < b.atMs
  return a.tie === b.tie ? a.order < b.order : a.tie < b.tie
}

interface Heap<T> {
  readonly push: (item: T) => void
  readonly peek: () => T | undefined
  readonly pop: () => T | undefined
}

/** A binary heap: what is before all others comes first. */
function createHeap<T extends object | number>(before: (a: T, b: T) => boolean): Heap<T> {
  const items: T[] = []
  const sink = (item: T): void => {
    let at = 0
    for (;;) {
      const left = items[2 * at + 1]
      const right = items[2 * at + 2]
      const isRight = left !== undefined && right !== undefined && before(right, left)
      const child = isRight ? right : left
      if (child === undefined || !before(child, item)) break
      items[at] = child
      at = 2 * at + (isRight ? 2 : 1)
    }
    items[at] = item
  }
  return {
    push: (item) => {
      let at = items.length
      items.push(item)
      while (at > 0) {
        const up = (at - 1) >> 1
        const parent = items[up]
        if (parent === undefined || !before(item, parent)) break
        items[at] = parent
        at = up
      }
      items[at] = item
    },
    peek: () => items[0],
    pop: () => {
      const first = items[0]
      const last = items.pop()
      if (last !== undefined && items.length > 0) sink(last)
      return first
    },
  }
}
