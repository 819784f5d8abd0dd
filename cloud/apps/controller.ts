// The one controller of all apps: compares what each unit wants with what is there, and has the difference done.
import type { Cancel } from '../../bus/clock.ts'
import { Performer } from '../../bus/performer.ts'
import type { Tap } from '../../bus/tap.ts'
import type { Cluster } from '../../src/apps/cluster.ts'
import type { AppDialect, AppKind, ClusterChange, UnitName } from '../../src/apps/dialect.ts'
import { graceOf } from '../../src/apps/grace.ts'
import { holds, intentOf } from '../../src/apps/holds.ts'
import { markOf, renderedMark, unitMark } from '../../src/apps/marks.ts'
import { placeOf, unitStep } from '../../src/apps/unit-step.ts'
import type { Place, Staged } from '../../src/apps/unit-step.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import { mergeDiff } from '../../src/objects/patches/merge-diff.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import type { Json } from '../../src/objects/schema/typed.ts'
import type { CloudConfig } from '../config.ts'
import type { KubeRequest } from '../kube-call.ts'
import type { CloudPorts } from '../ports.ts'
import { appKey, seenUnits, unitNames, unitsSeen, wantedIn } from './app.ts'
import type { App } from './app.ts'
import { appEvent } from './app-event.ts'
import { bare, statusPatch } from './app-patch.ts'
import { AppHands } from './hands.ts'
import type { AppAction } from './hands.ts'
import { controllerOf } from './objects.ts'
import type { Objects } from './objects.ts'
import type { Rollouts } from './rollouts.ts'
import { stagingOf } from './staging.ts'

/** What the controller stands on. */
export interface ControllerParts {
  readonly ports: Pick<CloudPorts, 'clock' | 'random'> & { readonly tap: Tap }
  readonly config: Pick<CloudConfig, 'repeatMs' | 'retry'> & { readonly unitGraceMs: number }
  readonly hands: AppHands
  readonly objects: Objects
  readonly rollouts: Rollouts
  readonly cluster: Cluster
  /** Whether this replica writes, and whether everything that it judges by has been read. */
  readonly mayAct: () => boolean
  /** Whether all objects of these kinds are known; what is not read yet is read from now on. */
  readonly knows: (children: readonly KubeObject[]) => boolean
  readonly tellEvent: (event: KubeRequest) => void
}

/** What comes within so long is looked at together. */
const gatherMs = 20

/** The controller; it is told of changes and does what follows. */
export class AppController {
  readonly #parts: ControllerParts
  readonly #apps = new Map<string, App>()
  readonly #byUid = new Map<string, App>()
  readonly #performer: Performer<AppAction>
  /** Units to be looked at, by app; `all` stands for each. */
  readonly #dirty = new Map<string, Set<UnitName> | 'all'>()
  /** What the server made of what it was given last, by place. */
  readonly #answers = new Map<Place, { readonly hash: string; readonly object: KubeObject }>()
  #cancel: Cancel | undefined
  #cancelDue: Cancel = () => {}

  constructor(parts: ControllerParts) {
    const { ports, config, hands } = parts
    this.#parts = parts
    this.#performer = new Performer({
      clock: ports.clock,
      random: ports.random.fork('app hands'),
      perform: (action, done) => hands.perform(action, done),
      answered: (owner, action, fault) => this.#answered(owner, action, fault),
      repeatMs: config.repeatMs,
      retry: config.retry,
    })
  }

  /** An app is there, or is another now. */
  appSeen(dialect: AppDialect, object: KubeObject): void {
    const key = keyOf(dialect.app, object)
    const known = this.#apps.get(key)
    if (known !== undefined && known.object.metadata.uid === object.metadata.uid) {
      const isSame = sameIntent(known.object, object)
      known.object = object
      return isSame ? this.touch(key, []) : this.touch(key)
    }
    if (known !== undefined) this.appGone(dialect, object)
    const app = {
      key,
      dialect,
      object,
      problems: new Map(),
      dues: new Map(),
      dealt: new Set<UnitName>(),
    }
    this.#apps.set(key, app)
    this.#byUid.set(object.metadata.uid ?? '', app)
    this.touch(key)
  }

  /** An app was deleted: Kubernetes collects what it owned. */
  appGone({ app: kind }: AppDialect, { metadata: { namespace, name } }: KubeObject): void {
    const key = appKey(kind, namespace, name)
    const app = this.#apps.get(key)
    if (app === undefined) return
    this.#apps.delete(key)
    this.#byUid.delete(app.object.metadata.uid ?? '')
    this.#dirty.delete(key)
    this.#performer.want(`${key}|`, [])
    for (const unit of app.dealt) this.#performer.want(`${key}|${unit}|`, [])
  }

  /** A child changed, or is gone: its unit is looked at. */
  childChanged(child: KubeObject): void {
    const app = this.#byUid.get(controllerOf(child) ?? '')
    if (app !== undefined)
      this.touch(app.key, [markOf(child, unitMark) ?? app.dialect.unitOf(app.object, child)])
  }

  /** Something of which units are made changed. */
  clusterChanged(change: ClusterChange): void {
    for (const { key, dialect, object } of this.#apps.values()) {
      const units = dialect.concerns(object, change)
      if (units.length > 0) this.touch(key, units)
    }
  }

  /** Everything is looked at anew. */
  touchAll(): void {
    for (const key of this.#apps.keys()) this.touch(key)
  }

  /** These units of an app are to be looked at; without names all of them. */
  touch(key: string, units?: readonly UnitName[]): void {
    const known = this.#dirty.get(key)
    if (units === undefined) this.#dirty.set(key, 'all')
    else if (known === undefined) this.#dirty.set(key, new Set(units))
    else if (known !== 'all') for (const unit of units) known.add(unit)
    this.#cancel ??= this.#parts.ports.clock.after(gatherMs, () => this.#work())
  }

  /** The apps, for those who show them. */
  apps(): Iterable<App> {
    return this.#apps.values()
  }

  stop(): void {
    this.#cancel?.()
    this.#cancelDue()
    this.#performer.stop()
  }

  #work(): void {
    this.#cancel = undefined
    if (!this.#parts.mayAct()) return
    const dirty = [...this.#dirty]
    this.#dirty.clear()
    for (const [key, units] of dirty) {
      const app = this.#apps.get(key)
      if (app !== undefined) this.#look(app, units)
    }
    this.#setDue()
  }

  #look(app: App, dirty: ReadonlySet<UnitName> | 'all'): void {
    const { objects, cluster } = this.#parts
    const { object, key } = app
    if (object.metadata.deletionTimestamp !== undefined) return
    const seen = unitsSeen(app, objects.childrenOf(object.metadata.uid ?? ''))
    const all = unitNames(app, seen, cluster)
    const staging = stagingOf({ ...this.#parts, at: (place) => objects.at(place) }, app, all)
    for (const unit of dirty === 'all' ? all : dirty)
      this.#step(app, unit, seen.get(unit) ?? [], staging?.(unit))
    if (dirty === 'all')
      for (const unit of app.problems.keys()) if (!all.has(unit)) app.problems.delete(unit)
    this.#performer.want(`${key}|`, this.#ofApp(app, all, seen))
  }

  #step(app: App, unit: UnitName, own: readonly KubeObject[], staged: Staged | undefined): void {
    const { objects, ports, config, cluster, knows } = this.#parts
    const wanted = wantedIn(app, unit, cluster)
    // What is read from now on is told when all of it is known.
    if (wanted.kind === 'children' && !knows(wanted.children.map(({ object }) => object))) return
    const labels = Object.entries(app.dialect.adopts?.(app.object) ?? {})
    const { problem, actions, due } = unitStep({
      wanted,
      own,
      at: (place) => objects.at(place),
      adopts: ({ metadata }) =>
        labels.length > 0 && labels.every(([name, value]) => metadata.labels?.[name] === value),
      owner: app.object.metadata.uid ?? '',
      answered: (place, hash) => {
        const answer = this.#answers.get(place)
        return answer?.hash === hash ? answer.object : undefined
      },
      ...(staged === undefined ? {} : { staged }),
      now: ports.clock.wall(),
      graceMs: graceOf(app.object, config.unitGraceMs),
    })
    if (problem === undefined) app.problems.delete(unit)
    else if (app.problems.get(unit)?.reason !== problem.reason) {
      app.problems.set(unit, problem)
      this.#tell(app, 'Warning', 'InvalidManifest', `${unit}: ${problem.field}: ${problem.reason}`)
    }
    if (due === undefined) app.dues.delete(unit)
    else app.dues.set(unit, due)
    if (actions.length === 0) app.dealt.delete(unit)
    else app.dealt.add(unit)
    this.#performer.want(`${app.key}|${unit}|`, actions)
  }

  /** What the app itself should have: its status, and what a dialect wants put right in it. */
  #ofApp(
    app: App,
    all: ReadonlySet<UnitName>,
    seen: ReadonlyMap<UnitName, readonly KubeObject[]>,
  ): readonly AppAction[] {
    const { dialect, object } = app
    const amend = dialect.amend?.(object, this.#parts.cluster)
    return [
      ...statusPatch(object, dialect.status(object, seenUnits(app, all, seen))),
      ...(amend === undefined
        ? []
        : [{ kind: 'patch', key: 'amend', object: bare(object), merge: amend } as const]),
    ]
  }

  #answered(owner: string, action: AppAction, fault: Fault | undefined): void {
    const [key = '', unit = ''] = owner.split('|')
    const app = this.#apps.get(key)
    if (app === undefined) return
    if (fault === undefined) {
      if (action.kind === 'remove') this.#told(app, action, 'UnitRemoved', 'is removed')
      if (action.kind === 'annotate' && action.value !== null)
        this.#told(app, action, 'UnitVanished', 'stays for a while: its unit has no nodes')
      return this.touch(key, [unit])
    }
    const { code, message, retry } = fault
    this.#parts.ports.tap(retry === 'never' ? 'warn' : 'debug', 'app action refused', {
      app: key,
      unit,
      code,
      message,
    })
    if (retry !== 'never' || action.kind === 'patch') return
    app.problems.set(unit, { field: placeOf(action.object), reason: message })
    this.#tell(app, 'Warning', 'ChildRefused', message)
    this.touch(key, [])
  }

  #told(app: App, { object }: AppAction, reason: string, what: string): void {
    this.#tell(app, 'Normal', reason, `${placeOf(object)} ${what}`)
  }

  #tell({ object }: App, type: 'Normal' | 'Warning', reason: string, message: string): void {
    const { ports, tellEvent } = this.#parts
    tellEvent(appEvent(object, { type, reason, message }, ports.clock.wall()))
  }

  /** The server made this of an object: it is kept only where it reads otherwise than what was given. */
  learned({ kind, object: given }: AppAction, made: KubeObject): void {
    const place = placeOf(given)
    if (kind !== 'apply' || holds(made, intentOf(given))) this.#answers.delete(place)
    else this.#answers.set(place, { hash: markOf(given, renderedMark) ?? '', object: made })
  }

  #setDue(): void {
    this.#cancelDue()
    const dues = [...this.#apps.values()].flatMap(({ dues }) => [...dues.values()])
    if (dues.length === 0) return
    const waitMs = Math.max(0, Math.min(...dues) - this.#parts.ports.clock.wall())
    this.#cancelDue = this.#parts.ports.clock.after(waitMs, () => {
      const now = this.#parts.ports.clock.wall()
      for (const { key, dues } of this.#apps.values())
        for (const [unit, due] of dues) if (due <= now) this.touch(key, [unit])
    })
  }
}

const keyOf = (kind: AppKind, { metadata: { namespace, name } }: KubeObject): string =>
  appKey(kind, namespace, name)

/** Whether two states of an app ask for the same: all but its status and versions. */
function sameIntent(one: KubeObject, other: KubeObject): boolean {
  const of = ({ metadata, ...rest }: KubeObject): Json => {
    const { labels, annotations, deletionTimestamp } = metadata
    return { ...rest, status: undefined, labels, annotations, deletionTimestamp }
  }
  return mergeDiff(of(one), of(other)) === undefined
}
