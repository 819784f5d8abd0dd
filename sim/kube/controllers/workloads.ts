// What the workload controllers share: pods from a template, and the keys their watches mark.
import type { Random } from '../../../src/kernel/random.ts'
import type { Change } from '../../../src/objects/collection.ts'
import type { KubeObject } from '../../../src/objects/object.ts'
import { controlledBy, controllerOf } from './claims.ts'
import { keyOf, ownersOf } from './controller.ts'
import { listOf } from './kinds.ts'
import type { Seen } from './kinds.ts'
import { selects } from './labels.ts'
import { randomSuffix } from './names.ts'
import type { Pod, PodTemplate, TypedKind, Workload } from './objects.ts'

/** A name below the owner's, as if the API had generated it. */
export function generatedName(owner: KubeObject, random: Random) {
  const generateName = `${owner.metadata.name.slice(0, 57)}-`
  return { name: `${generateName}${randomSuffix(random)}`, generateName }
}

/** A pod of `owner`, made from its template. */
export function podFrom(
  owner: KubeObject,
  template: PodTemplate,
  names: { readonly name: string; readonly generateName?: string },
): Pod {
  const { namespace } = owner.metadata
  const { labels = {}, annotations = {} } = template.metadata ?? {}
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...names,
      ...(namespace === undefined ? {} : { namespace }),
      labels,
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
      ownerReferences: [controlledBy(owner)],
    },
    spec: template.spec,
  }
}

/** Keys for a change of something owned: its owners of that kind; for an orphan, all whose selector matches. */
export const ownersOrMatches =
  <T extends Workload>(kind: TypedKind<T>) =>
  (change: Change, seen: Seen): readonly string[] => {
    const { object } = change
    if (controllerOf(object) !== undefined || change.type === 'DELETED')
      return ownersOf(kind.kind)(change)
    const matching = listOf(seen, kind, object.metadata.namespace).filter((owner) =>
      selects(owner.spec.selector, object.metadata.labels),
    )
    return [...ownersOf(kind.kind)(change), ...matching.map(keyOf)]
  }
