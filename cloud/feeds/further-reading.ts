// One further kind as feeds need it: looked up until Kubernetes knows it, then read, and told of once all of it was read.
import { qualified } from '../../src/objects/answers/status.ts'
import { backoffMs } from '../../bus/backoff.ts'
import type { Cancel } from '../../bus/clock.ts'
import { reflect } from '../../bus/reflector.ts'
import type { ReflectorConfig, ReflectorPorts } from '../../bus/reflector-read.ts'
import type { Level } from '../../bus/tap.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Catalogue, Placement } from '../../src/mirror/catalogue.ts'
import type { FurtherKind } from '../../src/mirror/further-kind.ts'
import type { FeedKind } from '../../src/mirror/kinds.ts'
import { keyOfText, keyText, kindText } from '../../src/mirror/scope.ts'
import type { ObjectKey } from '../../src/mirror/scope.ts'
import { fedAs, kindsTold, toldKeyOf, toldObject } from '../../src/mirror/told-kind.ts'
import type { ToldKind } from '../../src/mirror/told-kind.ts'
import type { ServedKind } from '../../src/objects/kinds/registry.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { discoverKind } from './discover-kind.ts'
import type { Discovered } from './discover-kind.ts'
import { pathOf } from './kind-path.ts'

/** What reading a further kind stands on. */
export interface FurtherReadingParts extends ReflectorPorts {
  readonly config: ReflectorConfig
  readonly catalogue: Catalogue
  /** How many objects of a kind feeds had before this reading began, of one namespace or of all. */
  readonly knew: (kind: FeedKind, namespace: string | undefined) => number
  readonly placed: (placement: Placement) => void
  /** It is known now what there is of it, or that nothing can be said for the moment. */
  readonly settled: () => void
  readonly say: (level: Level, what: string, fields: Readonly<Record<string, unknown>>) => void
}

/** A kind that is known is looked at again after so long: its definition may change. */
const lookAgainMs = 30_000

/** What is being read. */
interface Read {
  told: ToldKind
  /** All of it was read once, and is told of. */
  isWhole: boolean
  readonly stop: Cancel
}

/** Reads one kind from `begin` until `stop`. */
export class FurtherReading {
  readonly kind: FurtherKind
  readonly #parts: FurtherReadingParts
  /** `waited`: nothing came of it yet; `unsure`: nothing sure did; `known`: what there is of it is in the catalogue. */
  #state: 'waited' | 'unsure' | 'known' = 'waited'
  /** The objects that are in the catalogue, by `keyText`. */
  readonly #taken = new Set<string>()
  #read: Read | undefined
  #tries = 0
  /** So many looks in a row found no such kind. */
  #missed = 0
  #said = ''
  #cancel: Cancel = () => undefined

  constructor(kind: FurtherKind, parts: FurtherReadingParts) {
    this.kind = kind
    this.#parts = parts
  }

  /** Whether feeds wait for a first word about it. */
  get isWaited(): boolean {
    return this.#state === 'waited'
  }

  /** Whether an object may be there although the catalogue does not have it: what was stored of it stays until that is known. */
  isUnsureOf(key: ObjectKey): boolean {
    if (this.#state === 'known') return false
    return kindText(key) === kindText(this.kind) || keyText(key) === keyText(toldKeyOf(this.kind))
  }

  begin(): void {
    this.#look()
  }

  stop(): void {
    this.#cancel()
    this.#read?.stop()
  }

  #look(): void {
    const { http, clock, config } = this.#parts
    let isOver = false
    this.#cancel = () => (isOver = true)
    discoverKind({ http, clock, silenceMs: config.listSilenceMs }, this.kind, (outcome) => {
      if (!isOver) this.#looked(outcome)
    })
  }

  #looked(outcome: Discovered): void {
    const { config } = this.#parts
    if (isFault(outcome)) {
      this.#failed(outcome.message)
      return this.#lookAfter(this.#backoffMs())
    }
    if ('missing' in outcome) {
      this.#missing(outcome.missing)
      return this.#lookAfter(Math.max(this.#backoffMs(), config.doubtMs))
    }
    // What went wrong before is said again if it comes again.
    if (this.#tries > 0) this.#said = ''
    this.#tries = 0
    this.#missed = 0
    this.#found(outcome)
    this.#lookAfter(lookAgainMs)
  }

  #lookAfter(ms: number): void {
    this.#cancel = this.#parts.clock.after(ms, () => this.#look())
  }

  #backoffMs(): number {
    const { config, random } = this.#parts
    this.#tries += 1
    return backoffMs(this.#tries, config.backoff, random)
  }

  #failed(why: string): void {
    this.#say('warn', 'a further kind cannot be read: it is tried again', { why })
    this.#hasCome()
  }

  /** A second look at another instant must agree before anything leaves the nodes. */
  #missing(why: string): void {
    this.#missed += 1
    const todo = 'install it, or correct --mirror-kind; it is looked for again'
    this.#say('warn', 'Kubernetes does not have a further kind', { why, todo })
    if (this.#missed < 2) return this.#hasCome()
    this.#leave()
    this.#dropWhere(() => true)
    this.#knows()
  }

  #found(served: ServedKind): void {
    const told = { served, namespaces: this.kind.namespaces }
    const known = this.#read
    if (known === undefined || !isReadAlike(known.told.served, served)) {
      this.#leave()
      return this.#begin(told)
    }
    known.told = told
    if (known.isWhole) this.#tell(told)
  }

  /** Nodes are told that they do not serve it any more before it is another or gone: nobody may find half of it. */
  #leave(): void {
    const { catalogue, placed } = this.#parts
    this.#read?.stop()
    if (this.#read !== undefined) catalogue.drop(toldKeyOf(this.kind)).forEach(placed)
    this.#read = undefined
  }

  #tell(told: ToldKind): void {
    const { catalogue, placed } = this.#parts
    catalogue.take(kindsTold, toldObject(told)).forEach(placed)
  }

  /** Reads all of it anew; what the lists do not show is gone. */
  #begin(told: ToldKind): void {
    const { config, random, knew } = this.#parts
    const kind = fedAs(told)
    const seen = new Set<string>()
    const unread = new Set(told.namespaces ?? [undefined])
    const ports = { ...this.#parts, random: random.fork(kindText(kind)) }
    const stops = [...unread].map((namespace) =>
      reflect(
        ports,
        { path: pathOf(kind, namespace) },
        {
          seen: (object) => seen.add(this.#take(kind, object)),
          deleted: ({ namespace: of = '', name }) => this.#drop({ ...kind, namespace: of, name }),
          synced: () => {
            if (unread.delete(namespace) && unread.size === 0) this.#wasRead(seen)
          },
          knew: () => knew(kind, namespace),
          broke: (why) => this.#failed(why.message),
          resumed: () => this.#say('info', 'a further kind is read again', {}),
          // Nodes and Leases are read from the same server: what fell is told by them.
          fell: () => {},
        },
        config,
      ),
    )
    this.#read = { told, isWhole: false, stop: () => stops.forEach((stop) => stop()) }
  }

  #wasRead(seen: ReadonlySet<string>): void {
    if (this.#read === undefined) return
    const { told } = this.#read
    this.#read.isWhole = true
    this.#dropWhere((key) => !seen.has(key))
    this.#tell(told)
    const { namespaces, served } = told
    const fields = { version: served.version, namespaces, objects: this.#taken.size }
    this.#say('info', 'a further kind is mirrored', fields)
    this.#knows()
  }

  #take(kind: FeedKind, object: KubeObject): string {
    const { catalogue, placed } = this.#parts
    const { group, resource } = kind
    const { namespace = '', name } = object.metadata
    const text = keyText({ group, resource, namespace, name })
    this.#taken.add(text)
    catalogue.take(kind, object).forEach(placed)
    return text
  }

  #drop({ group, resource, namespace, name }: ObjectKey): void {
    const { catalogue, placed } = this.#parts
    const key = { group, resource, namespace, name }
    this.#taken.delete(keyText(key))
    catalogue.drop(key).forEach(placed)
  }

  #dropWhere(isGone: (key: string) => boolean): void {
    for (const text of this.#taken) if (isGone(text)) this.#drop(keyOfText(text))
  }

  /** A word has come, though not a sure one. */
  #hasCome(): void {
    if (this.#state !== 'waited') return
    this.#state = 'unsure'
    this.#parts.settled()
  }

  #knows(): void {
    const wasKnown = this.#state === 'known'
    this.#state = 'known'
    if (!wasKnown) this.#parts.settled()
  }

  /** Each state is said once. */
  #say(level: Level, what: string, more: Readonly<Record<string, unknown>>): void {
    const state = JSON.stringify([what, more])
    if (state === this.#said) return
    this.#said = state
    this.#parts.say(level, what, { kind: qualified(this.kind), ...more })
  }
}

/** Whether reading goes on as it is: only how the kind is called or printed is another. */
const isReadAlike = (one: ServedKind, other: ServedKind): boolean =>
  one.version === other.version && one.namespaced === other.namespaced
