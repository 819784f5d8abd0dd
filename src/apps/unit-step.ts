// One unit of one app: what is wanted there beside what is there, and so what is to be done.
import type { KubeObject, OwnerReference } from '../objects/object.ts'
import { parseMicros, timestamp } from '../objects/timestamp.ts'
import { wallMs } from '../kernel/time.ts'
import type { WallMs } from '../kernel/time.ts'
import type { Problem } from './dialect.ts'
import type { Dressed } from './dressed.ts'
import { holds, intentOf, tagsOf } from './holds.ts'
import { markOf, renderedMark, vanishedMark } from './marks.ts'
import { beforeOf, stillWithBefore, withBefore } from './rollout/before.ts'
import type { May } from './rollout/rollout.ts'

/** An object in the cluster, or the name of one that is wanted: `apps/v1/Deployment default/web`. */
export type Place = string

/** The place of an object. */
export const placeOf = ({ apiVersion, kind, metadata }: KubeObject): Place =>
  `${apiVersion}/${kind} ${metadata.namespace ?? ''}/${metadata.name}`

/** What is to be done to a child; each is repeatable. */
export type ChildAction =
  | { readonly kind: 'apply'; readonly key: string; readonly object: KubeObject }
  | {
      readonly kind: 'annotate'
      readonly key: string
      readonly object: KubeObject
      readonly name: string
      /** Null takes it away. */
      readonly value: string | null
    }
  | { readonly kind: 'remove'; readonly key: string; readonly object: KubeObject }

/** What the step is told. */
export interface UnitSight {
  readonly wanted:
    | { readonly kind: 'children'; readonly children: readonly Dressed[] }
    /** It cannot be said what is wanted: nothing is touched. */
    | { readonly kind: 'problem'; readonly problem: Problem }
    /** The manifest does not ask for this unit any more. */
    | { readonly kind: 'unwanted' }
    /** The unit has no nodes any more. */
    | { readonly kind: 'vanished' }
  /** The app's own children in this unit. */
  readonly own: readonly KubeObject[]
  /** Whatever is at a place, whosever it is. */
  readonly at: (place: Place) => KubeObject | undefined
  /** Whether an object without an owner is the app's all the same. */
  readonly adopts: (object: KubeObject) => boolean
  readonly owner: string
  /** What the server made of a child that it was given last, where that reads otherwise. */
  readonly answered: (place: Place, hash: string) => KubeObject | undefined
  /** What a staged rollout allows; absent: everything at once. */
  readonly staged?: Staged
  readonly now: WallMs
  readonly graceMs: number
}

/** What a staged rollout says of the unit; a plan that is wrong allows nothing new. */
export type Staged =
  { readonly may: May; readonly revision: string } | { readonly problem: Problem }

/** What is to be done, what is wrong, and when to look again at the latest. */
export interface UnitStep {
  readonly actions: readonly ChildAction[]
  readonly problem?: Problem
  readonly due?: WallMs
}

/** What is to be done in one unit. */
export function unitStep(sight: UnitSight): UnitStep {
  const { wanted } = sight
  switch (wanted.kind) {
    case 'problem':
      return { actions: [], problem: wanted.problem }
    case 'unwanted':
      return { actions: sight.own.filter(isThere).map(remove) }
    case 'vanished':
      return vanishing(sight)
    case 'children':
      return present(sight, wanted.children)
  }
}

function present(sight: UnitSight, children: readonly Dressed[]): UnitStep {
  const places = new Set(children.map(({ object }) => placeOf(object)))
  const steps = children.map((child) => childStep(sight, child))
  const others = sight.own.filter((object) => !places.has(placeOf(object)) && isThere(object))
  const problem = steps.find((step) => step.problem !== undefined)?.problem
  return {
    actions: [...steps.flatMap(({ actions }) => actions), ...others.map(remove)],
    ...(problem === undefined ? {} : { problem }),
  }
}

function childStep(sight: UnitSight, { object, hash }: Dressed): UnitStep {
  const place = placeOf(object)
  const live = sight.at(place)
  const apply = { kind: 'apply', key: `apply ${place}`, object } as const
  if (live === undefined) return { actions: [apply] }
  const problem = rivalOf(sight, live)
  if (problem !== undefined) return { actions: [], problem }
  // It goes first; its name is free when it is gone.
  if (!isThere(live)) return { actions: [] }
  const before = goesBackTo(sight, live)
  if (before !== undefined) return { actions: [{ ...apply, object: before }] }
  if (!isAsApplied(sight, live, object, hash)) return change(sight, live, { object, hash })
  if (markOf(live, vanishedMark) === undefined) return { actions: [] }
  return { actions: [annotate(live, vanishedMark, null)] }
}

/** A child is to be made as it is wanted, if its rollout lets it. */
function change({ staged }: UnitSight, live: KubeObject, { object, hash }: Dressed): UnitStep {
  const apply = (wanted: KubeObject): UnitStep => ({
    actions: [{ kind: 'apply', key: `apply ${placeOf(wanted)}`, object: wanted }],
  })
  const isOfToday = markOf(live, renderedMark) === hash
  if (isOfToday) return apply(stillWithBefore(object, live))
  if (staged === undefined || markOf(live, renderedMark) === undefined) return apply(object)
  if ('problem' in staged) return { actions: [], problem: staged.problem }
  return staged.may === 'get' ? apply(withBefore(object, live, staged.revision)) : { actions: [] }
}

/** What a child was before a rollout that failed; undefined where it stays as it is. */
const goesBackTo = ({ staged }: UnitSight, live: KubeObject): KubeObject | undefined =>
  staged !== undefined && 'may' in staged && staged.may === 'go-back'
    ? beforeOf(live, staged.revision)
    : undefined

/** Who else a child at a wanted place belongs to. */
function rivalOf({ owner, adopts }: UnitSight, live: KubeObject): Problem | undefined {
  const controller = controllerOf(live)
  if (controller !== undefined)
    return controller.uid === owner ? undefined : taken(live, controller)
  if (adopts(live)) return undefined
  return claimed(live, 'is there already and belongs to no app; delete or rename it')
}

/** Another app that has what this app wants to make; what an app of the same name left behind is on its way out. */
export function rivalApp(
  app: KubeObject,
  wanted: KubeObject,
  at: UnitSight['at'],
): Problem | undefined {
  const live = at(placeOf(wanted))
  const controller = live === undefined || !isThere(live) ? undefined : controllerOf(live)
  if (live === undefined || controller === undefined) return undefined
  const isOurs = controller.kind === app.kind && controller.name === app.metadata.name
  return isOurs ? undefined : taken(live, controller)
}

const controllerOf = ({ metadata }: KubeObject): OwnerReference | undefined =>
  metadata.ownerReferences?.find((each) => each.controller === true)

const taken = (live: KubeObject, { kind, name }: OwnerReference): Problem =>
  claimed(live, `is there already and belongs to ${kind} ${name}`)

const claimed = (live: KubeObject, why: string): Problem => ({
  field: 'metadata.name',
  reason: `${placeOf(live)} ${why}`,
})

function isAsApplied(
  { answered, owner }: UnitSight,
  live: KubeObject,
  wanted: KubeObject,
  hash: string,
): boolean {
  if (markOf(live, renderedMark) !== hash) return false
  if (live.metadata.ownerReferences?.some(({ uid }) => uid === owner) !== true) return false
  if (!holds(live.metadata, tagsOf(wanted))) return false
  if (holds(live, intentOf(wanted))) return true
  const answer = answered(placeOf(wanted), hash)
  return answer !== undefined && holds(live, intentOf(answer))
}

function vanishing({ own, now, graceMs }: UnitSight): UnitStep {
  let due: number | undefined
  const actions = own.filter(isThere).flatMap((object): readonly ChildAction[] => {
    if (graceMs === 0) return [remove(object)]
    const micros = parseMicros(markOf(object, vanishedMark) ?? '')
    if (micros === undefined) return [annotate(object, vanishedMark, timestamp(now))]
    const until = micros / 1_000 + graceMs
    if (until <= now) return [remove(object)]
    due = Math.min(due ?? until, until)
    return []
  })
  return { actions, ...(due === undefined ? {} : { due: wallMs(due) }) }
}

const isThere = ({ metadata }: KubeObject): boolean => metadata.deletionTimestamp === undefined

const remove = (object: KubeObject): ChildAction => ({
  kind: 'remove',
  key: `remove ${placeOf(object)}`,
  object: identityOf(object),
})

const annotate = (object: KubeObject, name: string, value: string | null): ChildAction => ({
  kind: 'annotate',
  key: `annotate ${placeOf(object)}`,
  object: identityOf(object),
  name,
  value,
})

/** Enough of an object to reach it, and it alone. */
function identityOf({ apiVersion, kind, metadata }: KubeObject): KubeObject {
  const { name, namespace, uid } = metadata
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(uid === undefined ? {} : { uid }),
    },
  }
}
