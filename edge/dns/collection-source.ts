// The catalog's source over a collection, as a node's mirror is one.
import { assert } from '../../src/kernel/assert.ts'
import type { Collection } from '../../src/objects/collection.ts'
import { builtinKinds } from '../../src/objects/kinds/builtin.ts'
import type { ResourceKind } from '../../src/objects/object.ts'
import type { CatalogChange, CatalogSource, Whereabouts } from '../../src/services/catalog.ts'

/** The objects of a collection; `isComplete` says whether it knows them all, `here` where its node is. */
export function collectionSource(
  collection: Pick<Collection, 'list' | 'subscribe'>,
  isComplete: () => boolean,
  here?: Whereabouts,
): CatalogSource {
  const all = (kind: CatalogChange['kind']) => collection.list(kinds[kind], undefined)
  return {
    isComplete,
    ...(here === undefined ? {} : { here }),
    services: () => all('service'),
    slices: () => all('slice'),
    pods: () => all('pod'),
    subscribe: (each) => {
      const cancels = kindNames.map((kind) =>
        collection.subscribe(kinds[kind], ({ type, object }) =>
          each({ kind, isGone: type === 'DELETED', object }),
        ),
      )
      return () => {
        for (const cancel of cancels) cancel()
      }
    },
  }
}

const kindNames = ['service', 'slice', 'pod'] as const

const kindOf = (resource: string): ResourceKind => {
  const kind = builtinKinds.find((one) => one.resource === resource)
  assert(kind !== undefined, `${resource} are built in`)
  return kind
}

const kinds: Readonly<Record<CatalogChange['kind'], ResourceKind>> = {
  service: kindOf('services'),
  slice: kindOf('endpointslices'),
  pod: kindOf('pods'),
}
