// Reads kinds for applications: definitions first, then each kind that is wanted and there, from when it is wanted.
import type { Cancel } from '../../bus/clock.ts'
import { reflect } from '../../bus/reflector.ts'
import type { ReflectorConfig, ReflectorPorts } from '../../bus/reflector-read.ts'
import type { AppKind } from '../../src/apps/dialect.ts'
import { part } from '../../src/objects/fields.ts'
import { isJson } from '../../src/objects/schema/typed.ts'
import { kindsOfDefinition } from '../../src/objects/kinds/definition.ts'
import { resourceKey } from '../../src/objects/object.ts'
import type { KubeObject, Resource } from '../../src/objects/object.ts'
import { pathOf } from '../feeds/kind-path.ts'

/** Who is told. */
export interface ReadingParts extends ReflectorPorts {
  readonly config: ReflectorConfig
  readonly seen: (kind: AppKind, object: KubeObject) => void
  readonly gone: (kind: AppKind, namespace: string | undefined, name: string) => void
  /** A kind has been read whole, or is not there at all any more. */
  readonly settled: (kind: Resource) => void
  /** A kind cannot be read for now; it is tried again. */
  readonly failed: (kind: string, why: string) => void
  /** The kinds that definitions make, each in its versions, as they are now. */
  readonly defined: (kinds: readonly AppKind[]) => void
}

const definitions: AppKind = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  resource: 'customresourcedefinitions',
  kind: 'CustomResourceDefinition',
  namespaced: false,
}

/** The readings of one replica. */
export class Reading {
  readonly #parts: ReadingParts
  readonly #defined = new Map<string, readonly AppKind[]>()
  readonly #running = new Map<string, { readonly stop: Cancel; isWhole: boolean }>()
  #stop: Cancel = () => undefined

  constructor(parts: ReadingParts) {
    this.#parts = parts
  }

  /** Begins with the definitions. */
  begin(): void {
    const tell = (): void => this.#parts.defined([...this.#defined.values()].flat())
    let isWhole = false
    const change = (): void => {
      if (isWhole) tell()
    }
    this.#stop = this.#reflect(definitions, {
      seen: (object) => {
        this.#defined.set(object.metadata.name, isServed(object) ? kindsOfDefinition(object) : [])
        change()
      },
      deleted: ({ name }) => {
        this.#defined.delete(name)
        change()
      },
      synced: () => {
        isWhole = true
        tell()
      },
    })
  }

  /** Whether all objects of a kind are known. */
  isWhole(kind: Resource): boolean {
    return this.#running.get(resourceKey(kind))?.isWhole ?? false
  }

  /** Reads a kind from now on. */
  want(kind: AppKind): void {
    const key = resourceKey(kind)
    if (this.#running.has(key)) return
    const { seen, gone, settled } = this.#parts
    const reading = { stop: (): void => {}, isWhole: false }
    this.#running.set(key, reading)
    reading.stop = this.#reflect(kind, {
      seen: (object) => seen(kind, object),
      deleted: ({ namespace, name }) => gone(kind, namespace, name),
      synced: () => {
        reading.isWhole = true
        settled(kind)
      },
    })
  }

  /** Its definition is gone: it is not read any more. */
  leave(kind: Resource): void {
    const key = resourceKey(kind)
    this.#running.get(key)?.stop()
    this.#running.delete(key)
  }

  stop(): void {
    this.#stop()
    for (const { stop } of this.#running.values()) stop()
    this.#running.clear()
  }

  #reflect(
    kind: AppKind,
    to: Pick<Parameters<typeof reflect>[2], 'seen' | 'deleted' | 'synced'>,
  ): Cancel {
    const { random, config, failed } = this.#parts
    const ports = { ...this.#parts, random: random.fork(resourceKey(kind)) }
    const broke = (why: Error): void => failed(resourceKey(kind), why.message)
    // That the server was restored is told by those who read nodes and Leases.
    const rest = { broke, resumed: () => {}, fell: () => {} }
    return reflect(ports, { path: pathOf(kind, undefined) }, { ...to, ...rest }, config)
  }
}

const isServed = (definition: KubeObject): boolean => {
  const conditions = part(definition, 'status')['conditions']
  return (
    Array.isArray(conditions) &&
    conditions.some((it) => isJson(it) && it['type'] === 'Established' && it['status'] === 'True')
  )
}
