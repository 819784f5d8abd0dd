// The one controller of all apps: compares what each unit wants with what is there, and has the difference done.
import type { Cancel } from '../../bus/clock.ts'
import type { Tap } from '../../bus/tap.ts'
import type { Cluster } from '../../src/apps/cluster.ts'
import type { AppDialect, ClusterChange, Problem, UnitName } from '../../src/apps/dialect.ts'
import { problemText } from '../../src/apps/dialect.ts'
import { graceOf } from '../../src/apps/grace.ts'
import { revisionKind } from '../../src/apps/revision-kind.ts'
import { placeOf, unitStep } from '../../src/apps/unit-step.ts'
import type { Staged, UnitSight } from '../../src/apps/unit-step.ts'
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
import type { AppWord } from './app-event.ts'
import { bare, statusPatch } from './app-patch.ts'
import { Doings } from './doings.ts'
import type { AppAction, AppHands } from './hands.ts'
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
  readonly rollouts: Pick<Rollouts, 'see' | 'may' | 'forget'>
  readonly cluster: Cluster
  /** Whether this replica writes to Kubernetes. */
  readonly isHolder: () => boolean
  /** Whether everything that it judges by has been read. */
  readonly knowsAll: () => boolean
  /** Whether all objects of these kinds are known; what is not read yet is read from now on. */
  readonly knows: (children: readonly KubeObject[]) => boolean
  readonly tellEvent: (event: KubeRequest) => void
}

/** What comes within so long is looked at together. */
const gatherMs = 20
/** Statuses wait for so long: while an app is rolled out, one tells of many units. */
const tellMs = 200

/** What is wrong in a unit, for people. */
const invalid = (unit: UnitName, problem: Problem): AppWord => ({
  type: 'Warning',
  reason: 'InvalidManifest',
  message: `${unit}: ${problemText(problem)}`,
})

/**
 * The controller; it is told of changes and has done what follows. A replica that does not hold looks all the same:
 * rollouts are told what every replica sees, and go on where they are written.
 */
export class AppController {
  readonly #parts: ControllerParts
  readonly #apps = new Map<string, App>()
  readonly #byUid = new Map<string, App>()
  readonly #doings: Doings
  /** Units to be looked at, by app; `all` stands for each. */
  readonly #dirty = new Map<string, Set<UnitName> | 'all'>()
  #cancel: Cancel | undefined
  #cancelDue: Cancel = () => {}
  /** Apps whose status is to be looked at. */
  readonly #untold = new Set<string>()
  #cancelTelling: Cancel | undefined

  constructor(parts: ControllerParts) {
    this.#parts = parts
    this.#doings = new Doings({
      ...parts,
      appOf: (key) => this.#apps.get(key),
      touch: (key, units) => this.touch(key, units),
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
    this.#doings.forget(app)
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
    if (change === dropChild) this.#doings.gone(placeOf(child))
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

  /** The right to write was won or lost: what was under way without it ends. */
  right(has: boolean): void {
    if (!has) this.#doings.stop()
    this.touchAll()
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

  /** The server made this of an object. */
  learned(action: AppAction, made: KubeObject): void {
    this.#doings.learned(action, made)
  }

  stop(): void {
    this.#cancel?.()
    this.#cancelDue()
    this.#cancelTelling?.()
    this.#doings.stop()
  }

  #work(): void {
    this.#cancel = undefined
    if (!this.#parts.knowsAll()) return
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
    if (!this.#parts.knowsAll()) return
    const untold = [...this.#untold]
    this.#untold.clear()
    for (const key of untold) {
      const app = this.#apps.get(key)
      if (app !== undefined) this.#doings.want(app, undefined, this.#ofApp(app))
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
    if (isNews && problem !== undefined) this.#doings.tell(app, invalid(unit, problem))
    this.#doings.want(app, unit, step.actions)
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
      answered: (place, hash) => this.#doings.madeOf(place, hash),
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
}
