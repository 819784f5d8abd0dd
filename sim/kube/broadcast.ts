// Tells listeners of changes one after the other, even when a listener causes the next.
import type { Change } from '../../src/objects/collection.ts'

/** Listeners by resource. Who listens when a change happens hears it, unless he has left since. */
export interface Broadcast {
  readonly subscribe: (resource: string, each: (change: Change) => void) => () => void
  readonly tell: (resource: string, change: Change) => void
}

interface Listener {
  readonly each: (change: Change) => void
  listening: boolean
}

/** A broadcast without listeners. */
export function createBroadcast(): Broadcast {
  const listeners = new Map<string, readonly Listener[]>()
  const pending: { readonly to: readonly Listener[]; readonly change: Change }[] = []
  let telling = false
  const drain = () => {
    for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
      for (const listener of next.to) if (listener.listening) listener.each(next.change)
    }
  }
  const without = (resource: string, listener: Listener) => {
    listener.listening = false
    const rest = (listeners.get(resource) ?? []).filter((other) => other !== listener)
    listeners.set(resource, rest)
  }
  return {
    subscribe: (resource, each) => {
      const listener: Listener = { each, listening: true }
      listeners.set(resource, [...(listeners.get(resource) ?? []), listener])
      return () => without(resource, listener)
    },
    tell: (resource, change) => {
      const to = listeners.get(resource) ?? []
      if (to.length > 0) pending.push({ to, change })
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
