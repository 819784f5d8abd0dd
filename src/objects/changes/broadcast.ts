// Tells listeners of changes one after the other, even when a listener causes the next.
import type { Change, Pin } from '../collection.ts'
import { resourceKey } from '../object.ts'
import type { Resource } from '../object.ts'
import { Pinned } from './pinned.ts'

/** Listeners by resource. Who listens when a change happens hears it, unless he has left since. */
export interface Broadcast {
  readonly subscribe: (resource: string, each: Hear, pin?: Pin) => () => void
  readonly tell: (resource: Resource, change: Change) => void
}

/** What a listener is told. */
export type Hear = (change: Change, resource: Resource) => void

/** Stands for all resources. */
export const everything = '*'

interface Listener {
  readonly each: Hear
  listening: boolean
}

interface Telling {
  readonly to: readonly Listener[]
  readonly change: Change
  readonly resource: Resource
}

/** A broadcast without listeners. */
export function createBroadcast(): Broadcast {
  const listeners = new Map<string, readonly Listener[]>()
  const pinned = new Map<string, Pinned<Listener>>()
  const pending: Telling[] = []
  let telling = false
  const drain = () => {
    for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
      for (const listener of next.to)
        if (listener.listening) listener.each(next.change, next.resource)
    }
  }
  const without = (resource: string, listener: Listener) => {
    listener.listening = false
    const rest = (listeners.get(resource) ?? []).filter((other) => other !== listener)
    listeners.set(resource, rest)
  }
  return {
    subscribe: (resource, each, pin) => {
      const listener: Listener = { each, listening: true }
      if (pin !== undefined) {
        const few = pinned.get(resource) ?? new Pinned<Listener>()
        pinned.set(resource, few)
        few.add(pin, listener)
        return () => {
          listener.listening = false
          few.delete(pin, listener)
        }
      }
      listeners.set(resource, [...(listeners.get(resource) ?? []), listener])
      return () => without(resource, listener)
    },
    tell: (resource, change) => {
      const key = resourceKey(resource)
      const few = [...(pinned.get(key)?.of(change) ?? [])]
      const all = listeners.get(everything) ?? []
      const own = listeners.get(key) ?? []
      // A list of listeners is never changed, only replaced: a thousand watches are not copied for each change.
      const to = few.length + all.length === 0 ? own : [...own, ...few, ...all]
      if (to.length > 0) pending.push({ to, change, resource })
      if (telling) return
      telling = true
      try {
        drain()
      } finally {
        telling = false
      }
    },
  }
}
