// Applications and units, as one replica of the cloud acts on them: what it reads of them, and the controllers it tells.
import type { Part } from '../../bus/lifecycle.ts'
import { quietTap } from '../../bus/tap.ts'
import type { Cluster } from '../../src/apps/cluster.ts'
import type { AppKind } from '../../src/apps/dialect.ts'
import { builtinKinds } from '../../src/objects/kinds/builtin.ts'
import { resourceKey } from '../../src/objects/object.ts'
import type { KubeObject, Resource } from '../../src/objects/object.ts'
import type { CloudConfig } from '../config.ts'
import type { KubeSide } from '../kube-side.ts'
import type { CloudPorts } from '../ports.ts'
import { againstApp, againstUnit } from './against.ts'
import type { Manifest } from './against.ts'
import { AppController } from './controller.ts'
import { AppHands } from './hands.ts'
import { KindsThere } from './kinds-there.ts'
import { NodeLabels } from './node-labels.ts'
import { nameOf, Objects } from './objects.ts'
import { Reading } from './reading.ts'
import type { Rollouts } from './rollouts.ts'
import { UnitController } from './unit-controller.ts'

/** What it stands on. */
export interface AppsSideParts {
  readonly ports: Pick<CloudPorts, 'clock' | 'random' | 'tap' | 'kube'>
  readonly config: Pick<CloudConfig, 'reflector' | 'repeatMs' | 'retry'>
  /** Who has the right to write, and who tells people. */
  readonly kube: Pick<KubeSide, 'isHolder' | 'whenRight' | 'tellEvent'>
  readonly rollouts: Pick<Rollouts, 'see' | 'may' | 'forget' | 'whenMoved' | 'stop'>
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
  builtin('apps', 'controllerrevisions'),
]

/** Applications, as the rest of a replica knows them. */
export interface Apps {
  readonly part: Part
  /** What stands against a manifest, a line each; nothing where not all is known that it is judged by. */
  readonly against: (of: Resource, manifest: Manifest) => readonly string[]
}

/** What minds applications; nothing is read of them before a definition of theirs is there. */
export function openApps(parts: AppsSideParts): Apps {
  const { clock, kube: http } = parts.ports
  const side = http === undefined ? undefined : new AppsSide({ ...parts, http })
  const part: Part = {
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
  return { part, against: (...of) => side?.against(...of) ?? [] }
}

class AppsSide {
  readonly #objects = new Objects()
  readonly #labels = new NodeLabels(this.#objects.of(nodes))
  readonly #kinds = new KindsThere()
  readonly #clusterSeen = this.#cluster()
  readonly #reading: Reading
  readonly #apps: AppController
  readonly #units: UnitController

  constructor(parts: AppsSideParts & { readonly http: NonNullable<CloudPorts['kube']> }) {
    const { ports, config, kube, rollouts, http } = parts
    const { clock, random } = ports
    const tap = quietTap(ports.tap, clock.mono)
    this.#reading = new Reading({
      http,
      clock,
      random: random.fork('app reading'),
      config: config.reflector,
      seen: (kind, object) => this.#seen(kind, object),
      gone: (kind, namespace, name) => this.#gone(kind, namespace, name),
      settled: () => this.#touchAll(),
      failed: (kind, why) => tap('warn', 'a kind cannot be read: applications wait', { kind, why }),
      defined: (kinds) => this.#defined(kinds),
    })
    const hands = new AppHands({
      kube: http,
      clock,
      kindOf: (apiVersion, kind) => this.#kinds.kindOf(apiVersion, kind),
      answered: (action, object) => this.#apps.learned(action, object),
    })
    const cluster = this.#clusterSeen
    const isHolder = (): boolean => kube.isHolder()
    const knowsAll = (): boolean => this.#knowsAll()
    this.#apps = new AppController({
      ports: { clock, random, tap },
      config: { ...config, unitGraceMs },
      hands,
      objects: this.#objects,
      rollouts,
      cluster,
      isHolder,
      knowsAll,
      knows: (children) => this.#knows(children),
      tellEvent: (event) => kube.tellEvent(event),
    })
    const mayAct = (): boolean => isHolder() && knowsAll()
    this.#units = new UnitController({ clock, random, tap, config, hands, cluster, mayAct })
    kube.whenRight((has) => {
      this.#apps.right(has)
      this.#units.right(has)
    })
    rollouts.whenMoved((app) => this.#apps.touch(app))
  }

  /** What stands against a manifest of an app or a unit. */
  against(of: Resource, manifest: Manifest): readonly string[] {
    if (!this.#knowsAll()) return []
    const around = { objects: this.#objects, cluster: this.#clusterSeen }
    const [app, unit] = [this.#kinds.app(of), this.#kinds.unit(of)]
    if (app !== undefined) return againstApp(around, app, manifest)
    return unit === undefined ? [] : againstUnit(around, unit, manifest)
  }

  begin(): void {
    this.#reading.begin()
  }

  stop(): void {
    this.#reading.stop()
    this.#apps.stop()
    this.#units.stop()
  }

  #cluster(): Cluster {
    const objects = this.#objects
    return {
      valuesOf: (key) => this.#labels.valuesOf(key),
      nodes: () => objects.of(nodes).values(),
      node: (name) => objects.of(nodes).get(nameOf(undefined, name)),
      objects: (of) => objects.of(of).values(),
      object: (of, name) => objects.of(of).get(nameOf(undefined, name)),
    }
  }

  #touchAll(): void {
    this.#apps.touchAll()
    this.#units.touchAll()
  }

  /** Definitions came or went: objects of these kinds are read from now on, or not any more. */
  #defined(kinds: readonly AppKind[]): void {
    const { came, went } = this.#kinds.take(kinds)
    if (came.length > 0) for (const kind of [nodes, ...usualChildren]) this.#reading.want(kind)
    for (const kind of came) this.#reading.want(kind)
    for (const kind of went) {
      this.#reading.leave(kind)
      for (const { metadata } of [...this.#objects.of(kind).values()])
        this.#gone(kind, metadata.namespace, metadata.name)
    }
  }

  #knowsAll(): boolean {
    const kinds = [nodes, ...usualChildren, ...this.#kinds.all()]
    return kinds.every((kind) => this.#reading.isWhole(kind))
  }

  #knows(children: readonly KubeObject[]): boolean {
    const kinds = children.flatMap(
      ({ apiVersion, kind }) => this.#kinds.kindOf(apiVersion, kind) ?? [],
    )
    for (const kind of kinds) this.#reading.want(kind)
    return kinds.every((kind) => this.#reading.isWhole(kind))
  }

  #seen(kind: AppKind, object: KubeObject): void {
    const before = this.#objects.take(kind, object)
    const { namespace, name } = object.metadata
    const now = this.#objects.of(kind).get(nameOf(namespace, name)) ?? object
    this.#changed(kind, name, before, now)
    const dialect = this.#kinds.app(kind)
    if (dialect !== undefined) this.#apps.appSeen(dialect, now)
  }

  #gone(kind: Resource, namespace: string | undefined, name: string): void {
    const before = this.#objects.drop(kind, namespace, name)
    if (before === undefined) return
    this.#changed(kind, name, before, undefined)
    const dialect = this.#kinds.app(kind)
    if (dialect !== undefined) this.#apps.appGone(dialect, before)
  }

  #changed(
    kind: Resource,
    name: string,
    before: KubeObject | undefined,
    now: KubeObject | undefined,
  ): void {
    if (resourceKey(kind) === resourceKey(nodes)) {
      for (const change of this.#labels.changed(name, before, now))
        this.#apps.clusterChanged(change)
      return this.#units.nodeChanged(name)
    }
    if (this.#kinds.unit(kind) !== undefined) {
      this.#units.unitChanged(kind, name)
      this.#apps.clusterChanged({ kind: 'object', of: resourceKey(kind), name })
    }
    this.#apps.childChanged(before, now)
  }
}
