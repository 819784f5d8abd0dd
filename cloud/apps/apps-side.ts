// Applications and units, as one replica of the cloud acts on them: what it reads of them, and the controller it tells.
import type { Part } from '../../bus/lifecycle.ts'
import type { AppDialect, AppKind } from '../../src/apps/dialect.ts'
import { dialects } from '../../src/apps/dialects.ts'
import { builtinKinds } from '../../src/objects/kinds/builtin.ts'
import { groupVersion } from '../../src/objects/kinds/registry.ts'
import { resourceKey } from '../../src/objects/object.ts'
import type { KubeObject, Resource } from '../../src/objects/object.ts'
import type { CloudConfig } from '../config.ts'
import type { KubeSide } from '../kube-side.ts'
import type { CloudPorts } from '../ports.ts'
import { AppController } from './controller.ts'
import { AppHands } from './hands.ts'
import { NodeLabels } from './node-labels.ts'
import { nameOf, Objects } from './objects.ts'
import { Reading } from './reading.ts'
import type { Rollouts } from './rollouts.ts'

/** What it stands on. */
export interface AppsSideParts {
  readonly ports: CloudPorts
  readonly config: CloudConfig
  readonly kube: KubeSide
  readonly rollouts: Rollouts
}

/** How long the workload of a vanished unit stays where nothing else is said. */
const unitGraceMs = 600_000

const builtin = (group: string, resource: string): AppKind => {
  const found = builtinKinds.find((kind) => kind.group === group && kind.resource === resource)
  if (found === undefined) throw new Error(`no built-in kind ${group}/${resource}`)
  return found
}

const nodes = builtin('', 'nodes')
/** What most apps make is always read, so that what an app made once and wants no more is found. */
const usualChildren = [
  builtin('apps', 'deployments'),
  builtin('apps', 'statefulsets'),
  builtin('', 'services'),
]

/** The part of the cloud that minds applications; nothing is read of them before a definition of theirs is there. */
export function appsPart(parts: AppsSideParts): Part {
  const { clock, kube: http } = parts.ports
  const side = http === undefined ? undefined : new AppsSide({ ...parts, http })
  return {
    name: 'applications',
    start: (done) => {
      side?.begin()
      clock.soon(() => done(undefined))
    },
    stop: (done) => {
      side?.stop()
      parts.rollouts.stop()
      clock.soon(done)
    },
  }
}

class AppsSide {
  readonly #objects = new Objects()
  readonly #labels = new NodeLabels(this.#objects.of(nodes))
  readonly #reading: Reading
  readonly #controller: AppController
  readonly #dialects = new Map<string, AppDialect>()
  #defined: readonly AppKind[] = []

  constructor({
    ports,
    config,
    kube,
    rollouts,
    http,
  }: AppsSideParts & { http: NonNullable<CloudPorts['kube']> }) {
    const { clock, random, tap } = ports
    const objects = this.#objects
    this.#reading = new Reading({
      http,
      clock,
      random: random.fork('app reading'),
      config: config.reflector,
      seen: (kind, object) => this.#seen(kind, object),
      gone: (kind, namespace, name) => this.#gone(kind, namespace, name),
      settled: () => this.#controller.touchAll(),
      defined: (kinds) => this.#definedNow(kinds),
    })
    const hands = new AppHands({
      kube: http,
      clock,
      kindOf: (apiVersion, kind) => this.#kindOf(apiVersion, kind),
      answered: (action, object) => this.#controller.learned(action, object),
    })
    this.#controller = new AppController({
      ports: { clock, random, tap },
      config: { ...config, unitGraceMs },
      hands,
      objects,
      rollouts,
      cluster: {
        valuesOf: (key) => this.#labels.valuesOf(key),
        nodes: () => objects.of(nodes).values(),
        node: (name) => objects.of(nodes).get(nameOf(undefined, name)),
        objects: (of) => objects.of(of).values(),
        object: (of, name) => objects.of(of).get(nameOf(undefined, name)),
      },
      mayAct: () => kube.isHolder() && this.#knowsUsual(),
      knows: (children) => this.#knows(children),
      tellEvent: (event) => kube.tellEvent(event),
    })
    kube.whenHeld(() => this.#controller.touchAll())
    rollouts.whenMoved((app) => this.#controller.touch(app))
  }

  begin(): void {
    this.#reading.begin()
  }

  stop(): void {
    this.#reading.stop()
    this.#controller.stop()
  }

  /** Definitions came or went: apps of these kinds are read from now on, or not any more. */
  #definedNow(kinds: readonly AppKind[]): void {
    this.#defined = kinds
    for (const dialect of dialects) {
      const key = resourceKey(dialect.app)
      const isThere = kinds.some((kind) => isSameVersion(kind, dialect.app))
      if (isThere === this.#dialects.has(key)) continue
      if (isThere) {
        this.#dialects.set(key, dialect)
        for (const kind of [nodes, ...usualChildren, dialect.app]) this.#reading.want(kind)
      } else {
        this.#dialects.delete(key)
        this.#reading.leave(dialect.app)
        for (const object of [...this.#objects.of(dialect.app).values()]) {
          const { namespace, name } = object.metadata
          this.#gone(dialect.app, namespace, name)
        }
      }
    }
  }

  #knowsUsual(): boolean {
    const read = [nodes, ...usualChildren, ...[...this.#dialects.values()].map(({ app }) => app)]
    return read.every((kind) => this.#reading.isWhole(kind))
  }

  #knows(children: readonly KubeObject[]): boolean {
    const kinds = children.flatMap(({ apiVersion, kind }) => this.#kindOf(apiVersion, kind) ?? [])
    for (const kind of kinds) this.#reading.want(kind)
    return kinds.every((kind) => this.#reading.isWhole(kind))
  }

  #kindOf(apiVersion: string, kind: string): AppKind | undefined {
    const isIt = (it: AppKind): boolean =>
      it.kind === kind && groupVersion(it.group, it.version) === apiVersion
    return builtinKinds.find(isIt) ?? this.#defined.find(isIt)
  }

  #seen(kind: AppKind, object: KubeObject): void {
    const before = this.#objects.take(kind, object)
    const { namespace, name } = object.metadata
    const now = this.#objects.of(kind).get(nameOf(namespace, name)) ?? object
    this.#changed(kind, name, before, now)
    const dialect = this.#dialects.get(resourceKey(kind))
    if (dialect !== undefined) this.#controller.appSeen(dialect, now)
  }

  #gone(kind: Resource, namespace: string | undefined, name: string): void {
    const before = this.#objects.drop(kind, namespace, name)
    if (before === undefined) return
    this.#changed(kind, name, before, undefined)
    const dialect = this.#dialects.get(resourceKey(kind))
    if (dialect !== undefined) this.#controller.appGone(dialect, before)
  }

  #changed(
    kind: Resource,
    name: string,
    before: KubeObject | undefined,
    now: KubeObject | undefined,
  ): void {
    if (resourceKey(kind) === resourceKey(nodes)) {
      for (const change of this.#labels.changed(name, before, now))
        this.#controller.clusterChanged(change)
      return
    }
    if (before !== undefined) this.#controller.childChanged(before)
    if (now !== undefined) this.#controller.childChanged(now)
  }
}

const isSameVersion = (one: AppKind, other: AppKind): boolean =>
  one.group === other.group && one.version === other.version && one.resource === other.resource
