// The reflector: follows one resource of an API server by list and watch, for as long as it is not stopped.
// Rules R1 to R8 of SPEC.md: whatever cannot be trusted is listed again, everything else goes on where it was.
import { backoffMs } from './backoff.ts'
import type { Cancel } from './clock.ts'
import { notNewer, reflectedSet } from './reflector-known.ts'
import type { Reflection } from './reflector-known.ts'
import { listAll } from './reflector-list.ts'
import { reflectorConfig } from './reflector-read.ts'
import type { Broken, ReflectorConfig, ReflectorPorts, Resource } from './reflector-read.ts'
import { watchFrom } from './reflector-watch.ts'
import type { WatchEvent } from './reflector-watch.ts'

/** Follows `resource` until cancelled; after that nothing more is passed on. */
export function reflect(
  ports: ReflectorPorts,
  resource: Resource,
  to: Reflection,
  config: ReflectorConfig = reflectorConfig,
): Cancel {
  const set = reflectedSet(to)
  let version = ''
  let tries = 0
  let stopped = false
  const trouble = interruption(to)
  let cancel: Cancel = () => undefined

  const list = () => {
    set.beginList()
    cancel = listAll(ports, resource, config, {
      page: (objects) => {
        trouble.ends()
        for (const object of objects) if (!stopped) set.take(object)
      },
      end: (outcome) => {
        if ('next' in outcome) return again(outcome)
        set.endList()
        version = outcome.version
        to.synced()
        if (!stopped) watch()
      },
    })
  }
  const watch = () => {
    cancel = watchFrom(ports, { resource, version }, config, {
      opened: trouble.ends,
      event,
      end: again,
    })
  }
  const event = ({ type, object, version: newer }: WatchEvent) => {
    if (stopped) return
    tries = 0
    const repeat = notNewer(newer, version)
    if (type === 'DELETED') set.gone(object)
    else if (type !== 'BOOKMARK' && !repeat) set.take(object)
    if (!repeat && newer !== '') version = newer
  }
  const again = (how: Broken) => {
    if (stopped) return
    if (how.fault !== undefined) trouble.begins(how.fault)
    const waitMs = Math.max(backoffMs(++tries, config.backoff, ports.random), how.retryAfterMs ?? 0)
    cancel = ports.clock.after(waitMs, how.next === 'list' ? list : watch)
  }

  list()
  return () => {
    stopped = true
    cancel()
  }
}

/** Tells each fault, and once that it is over. */
function interruption(to: Reflection) {
  let broken = false
  return {
    begins: (why: Error) => {
      broken = true
      to.broke(why)
    },
    ends: () => {
      if (broken) to.resumed()
      broken = false
    },
  }
}
