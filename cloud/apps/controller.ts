// The one controller of all apps: compares what each unit wants with what is there, and has the difference done.
import type { Cancel } from '../../bus/clock.ts'
import { Performer } from '../../bus/performer.ts'
import type { Tap } from '../../bus/tap.ts'
import type { Cluster } from '../../src/apps/cluster.ts'
import type { AppDialect, ClusterChange, UnitName } from '../../src/apps/dialect.ts'
import { graceOf } from '../../src/apps/grace.ts'
import { holds, intentOf } from '../../src/apps/holds.ts'
import { markOf, renderedMark } from '../../src/apps/marks.ts'
import { revisionKind } from '../../src/apps/revision-kind.ts'
import { placeOf, unitStep } from '../../src/apps/unit-step.ts'
import type { Place, Staged, UnitSight } from '../../src/apps/unit-step.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import type { CloudConfig } from '../config.ts'
import type { KubeRequest } from '../kube-call.ts'
import type { CloudPorts } from '../ports.ts'
import {
  adopts,
  appKey,
  childrenIn,
  dropChild,
  newApp,
  putChild,
  sameIntent,
  seenUnits,
  takeStep,
  unitNames,
  unitOfChild,
  unitsSeen,
  wantedIn,
} from './app.ts'
import type { App } from './app.ts'
import { appEvent } from './app-event.ts'
import { bare, statusPatch } from './app-patch.ts'
import { AppHands } from './hands.ts'
import type { AppAction } from './hands.ts'
import { controllerOf } from './objects.ts'
import type { Objects } from './objects.ts'
import type { Rollouts } from './rollouts.ts'
import { revisionActions } from './revision-actions.ts'
import { isHeldBack, stagingOf } from './staging.ts'
import { wakeAtDues } from './wake-at-dues.ts'

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
/** Statuses wait for so long: while an app is rolled out, one tells of many units. */
const tellMs = 200

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
  /** Apps whose status is to be looked at. */
  readonly #untold = new Set<string>()
  #cancelTelling: Cancel | undefined

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
    const { namespace, name, uid = '' } = object.metadata
    const children = this.#parts.objects.childrenOf(uid)
    const key = appKey(dialect.app, namespace, name)
    const known = this.#apps.get(key)
    if (known !== undefined && known.object.metadata.uid === uid) {
      const isSame = sameIntent(known.object, object)
      known.object = object
      if (isSame) return this.touch(key, [])
      known.seen = unitsSeen(dialect, object, children)
      return this.touch(key)
    }
    if (known !== undefined) this.appGone(dialect, object)
    const app = newApp(dialect, object, children)
    this.#apps.set(key, app)
    this.#byUid.set(uid, app)
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

  /** A child is another now, or came, or went: its unit is looked at. */
  childChanged(before: KubeObject | undefined, now: KubeObject | undefined): void {
    if (before !== undefined) this.#child(before, dropChild)
    if (now !== undefined) this.#child(now, putChild)
  }

  #child(child: KubeObject, change: typeof putChild): void {
    const app = this.#byUid.get(controllerOf(child) ?? '')
    if (app === undefined) return
    if (child.kind === revisionKind) return this.touch(app.key, [])
    const unit = unitOfChild(app.dialect, app.object, child)
    change(app.seen, unit, child)
    this.touch(app.key, [unit])
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

  stop(): void {
    this.#cancel?.()
    this.#cancelDue()
    this.#cancelTelling?.()
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
    this.#cancelDue()
    const touch = (key: string, unit: UnitName): void => this.touch(key, [unit])
    this.#cancelDue = wakeAtDues(this.#parts.ports.clock, this.#apps.values(), touch)
  }

  #look(app: App, dirty: ReadonlySet<UnitName> | 'all'): void {
    const { objects, cluster } = this.#parts
    if (app.object.metadata.deletionTimestamp !== undefined) return
    const staging = stagingOf({ ...this.#parts, at: (place) => objects.at(place) }, app)
    for (const unit of dirty === 'all' ? unitNames(app, cluster) : dirty)
      this.#step(app, unit, staging?.(unit))
    this.#untold.add(app.key)
    this.#cancelTelling ??= this.#parts.ports.clock.after(tellMs, () => this.#tellAll())
  }

  /** What apps themselves should have: it costs a look at all their units, so that it waits for a moment. */
  #tellAll(): void {
    this.#cancelTelling = undefined
    if (!this.#parts.mayAct()) return
    const untold = [...this.#untold]
    this.#untold.clear()
    for (const key of untold) {
      const app = this.#apps.get(key)
      if (app !== undefined) this.#performer.want(`${key}|`, this.#ofApp(app))
    }
  }

  #step(app: App, unit: UnitName, staged: Staged | undefined): void {
    const { cluster, knows } = this.#parts
    const wanted = wantedIn(app, unit, cluster)
    // What is read from now on is told when all of it is known.
    if (wanted.kind === 'children' && !knows(wanted.children.map(({ object }) => object))) return
    const step = unitStep(this.#sight(app, unit, wanted, staged))
    const isNews = takeStep(app, unit, step, isHeldBack(staged))
    const { problem } = step
    if (isNews && problem !== undefined)
      this.#tell(app, 'Warning', 'InvalidManifest', `${unit}: ${problem.field}: ${problem.reason}`)
    this.#performer.want(`${app.key}|${unit}|`, step.actions)
  }

  #sight(
    app: App,
    unit: UnitName,
    wanted: UnitSight['wanted'],
    staged: Staged | undefined,
  ): UnitSight {
    const { objects, ports, config } = this.#parts
    return {
      wanted,
      own: childrenIn(app, unit),
      at: (place) => objects.at(place),
      adopts: (object) => adopts(app, object),
      owner: app.object.metadata.uid ?? '',
      answered: (place, hash) => {
        const answer = this.#answers.get(place)
        return answer?.hash === hash ? answer.object : undefined
      },
      ...(staged === undefined ? {} : { staged }),
      now: ports.clock.wall(),
      graceMs: graceOf(app.object, config.unitGraceMs),
    }
  }

  /** What the app itself should have: its status, and what a dialect wants put right in it. */
  #ofApp(app: App): readonly AppAction[] {
    const { dialect, object } = app
    const { cluster, objects } = this.#parts
    const all = unitNames(app, cluster)
    for (const unit of app.problems.keys()) if (!all.has(unit)) app.problems.delete(unit)
    const amend = dialect.amend?.(object, cluster)
    return [
      ...statusPatch(object, dialect.status(object, seenUnits(app, all))),
      ...revisionActions(app, objects.childrenOf(object.metadata.uid ?? '')),
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
}
