// The reflector: follows one resource of an API server by list and watch, for as long as it is not stopped.
// Rules R1 to R11 of SPEC.md: whatever cannot be trusted is listed again, everything else goes on where it was.
import { Fault } from '../src/kernel/fault.ts'
import { backoffMs } from './backoff.ts'
import type { Cancel } from './clock.ts'
import { interruption } from './reflector-interruption.ts'
import { isOlder, notNewer, reflectedSet } from './reflector-known.ts'
import type { Fall, Reflection } from './reflector-known.ts'
import { askVersion, listAll } from './reflector-list.ts'
import type { ListHandlers } from './reflector-list.ts'
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
  const reflector = new Reflector(ports, resource, to, config)
  reflector.list()
  return () => reflector.stop()
}

class Reflector {
  readonly #ports: ReflectorPorts
  readonly #resource: Resource
  readonly #to: Reflection
  readonly #config: ReflectorConfig
  readonly #set: ReturnType<typeof reflectedSet>
  readonly #trouble: ReturnType<typeof interruption>
  /** The newest version that was seen. */
  #version = ''
  #tries = 0
  /** What the list under way passed over before it showed that versions fell has to be listed again. */
  #listAgain = false
  #stopped = false
  #cancel: Cancel = () => undefined

  constructor(ports: ReflectorPorts, resource: Resource, to: Reflection, config: ReflectorConfig) {
    this.#ports = ports
    this.#resource = resource
    this.#to = to
    this.#config = config
    this.#set = reflectedSet(to)
    this.#trouble = interruption(to, ports.clock, config.listSilenceMs / 2)
  }

  stop(): void {
    this.#stopped = true
    this.#trouble.stop()
    this.#cancel()
  }

  list(): void {
    this.#listAgain = false
    this.#set.beginList()
    this.#cancel = listAll(this.#ports, this.#resource, this.#config, {
      page: (page) => this.#page(page),
      end: (outcome) => {
        if ('next' in outcome) return this.#again(outcome)
        const doubted = this.#set.endList()
        if (doubted > 0) return this.#again(doubtful(doubted, this.#config.doubtMs))
        this.#version = outcome.version
        this.#to.synced()
        if (this.#stopped) return
        if (this.#listAgain) this.list()
        else this.#watch()
      },
    })
  }

  #page({ objects, version }: Parameters<ListHandlers['page']>[0]): void {
    this.#trouble.heard()
    this.#compare(version)
    this.#trouble.ends()
    for (const object of objects) {
      if (this.#stopped) return
      const { resourceVersion: found = '' } = object.metadata
      const had = this.#set.versionOf(object)
      // The versions of one object never fall, unless they were overtaken again after the server's fell.
      if (had !== undefined && isOlder(found, had)) {
        this.#listAgain = true
        this.#fell({ had, found })
      }
      this.#set.take(object)
    }
  }

  /** A server that was restored keeps silent about a version above its own, so it is asked before a watch goes on. */
  #goOn(): void {
    this.#cancel = askVersion(this.#ports, this.#resource, this.#config, (outcome) => {
      if ('next' in outcome) return this.#again(outcome)
      this.#trouble.heard()
      if (this.#compare(outcome.version)) this.list()
      else this.#watch()
    })
  }

  #watch(): void {
    const target = { resource: this.#resource, version: this.#version }
    this.#cancel = watchFrom(this.#ports, target, this.#config, {
      opened: this.#trouble.ends,
      event: (event) => this.#event(event),
      end: (how) => this.#again(how),
    })
  }

  #event({ type, object, version: newer }: WatchEvent): void {
    if (this.#stopped) return
    this.#trouble.heard()
    if (type === 'BOOKMARK' && isOlder(newer, this.#version)) return this.#bookmarkFell(newer)
    this.#tries = 0
    const isRepeat = notNewer(newer, this.#version)
    if (type === 'DELETED') this.#set.gone(object)
    else if (type !== 'BOOKMARK' && !isRepeat) this.#set.take(object)
    if (!isRepeat && newer !== '') this.#version = newer
  }

  /** One server of several may lag; a list tells whether all of them fell. */
  #bookmarkFell(found: string): void {
    this.#cancel()
    const text = `watch: expected versions from ${this.#version} on, came a bookmark of ${found}`
    this.#again({ fault: new Fault('GONE', text), next: 'list' })
  }

  #again({ fault, next, retryAfterMs = 0 }: Broken): void {
    if (this.#stopped) return
    if (fault !== undefined) this.#trouble.begins(fault)
    const { clock, random } = this.#ports
    const waitMs = Math.max(backoffMs(++this.#tries, this.#config.backoff, random), retryAfterMs)
    this.#cancel = clock.after(waitMs, () => {
      // In a long outage, up to this very request, the server may have been restored and have overtaken what was seen.
      const isLong = this.#trouble.lastedMs() >= this.#config.listSilenceMs
      if (isLong) this.#set.suspect()
      if (next === 'list' || isLong) this.list()
      else this.#goOn()
    })
  }

  /** What a quorum says is newest lies never before what was seen, unless the server was restored. */
  #compare(found: string): boolean {
    const had = this.#version
    if (!isOlder(found, had)) return false
    this.#version = found
    this.#fell({ had, found })
    return true
  }

  #fell(fall: Fall): void {
    this.#set.distrust()
    this.#to.fell(fall)
  }
}

/** The list is read once more, at another instant. */
function doubtful(count: number, retryAfterMs: number): Broken {
  const text = `list: ${count} objects, most of what there was, are missing: it is read a second time before that is believed`
  return { fault: new Fault('UNREACHABLE', text), next: 'list', retryAfterMs }
}
