// The life of definitions: the kinds that they add to what is served, and their end.
import { isStatus } from '../../src/objects/answers/status.ts'
import { kindsOfDefinition } from '../../src/objects/kinds/definition.ts'
import { withKinds } from '../../src/objects/kinds/registry.ts'
import type { KindRegistry } from '../../src/objects/kinds/registry.ts'
import { withMetadata } from '../../src/objects/metadata.ts'
import type { KubeObject, Resource } from '../../src/objects/object.ts'
import type { KubeContext } from './context.ts'
import { cleanupFinalizer, withCondition } from './kinds/definitions.ts'
import { part } from '../../src/objects/fields.ts'
import { items } from './kinds/fields.ts'
import { removeObject } from './writes/remove.ts'
import type { Store } from './store.ts'

const definitions = { group: 'apiextensions.k8s.io', resource: 'customresourcedefinitions' }

/** A registry that always has the kinds of the definitions in the store. */
export function definedKinds(store: Store, builtin: KindRegistry): () => KindRegistry {
  let registry = builtin
  let made: readonly KubeObject[] = []
  return () => {
    // A list is the same value until its next write.
    const defined = store.list(definitions, undefined)
    if (defined !== made) registry = withKinds(builtin, defined.flatMap(kindsOfDefinition))
    made = defined
    return registry
  }
}

const accepted = {
  type: 'NamesAccepted',
  status: 'True',
  reason: 'NoConflicts',
  message: 'no conflicts found',
}
const established = {
  type: 'Established',
  status: 'True',
  reason: 'InitialNamesAccepted',
  message: 'the initial names have been accepted',
}

/** Establishes new definitions, and ends those whose objects are gone. */
export function tendDefinitions(kube: KubeContext): () => void {
  for (const { metadata } of kube.store.list(definitions, undefined)) {
    kube.clock.soon(() => tend(kube, metadata.name))
  }
  return kube.store.subscribeAll(({ type, object }, resource) => {
    const defines =
      resource.group === definitions.group && resource.resource === definitions.resource
    if (defines && type !== 'DELETED') kube.clock.soon(() => tend(kube, object.metadata.name))
    else if (type === 'DELETED') endDefinition(kube, resource)
  })
}

function tend(kube: KubeContext, name: string): void {
  const definition = kube.store.get(definitions, undefined, name)
  if (definition === undefined) return
  if (definition.metadata.deletionTimestamp !== undefined) removeObjects(kube, definition)
  else if (items(part(definition, 'status'), 'conditions').length === 0) establish(kube, definition)
}

function establish(kube: KubeContext, definition: KubeObject): void {
  const acceptedNames = part(part(definition, 'spec'), 'names')
  const named = { ...definition, status: { ...part(definition, 'status'), acceptedNames } }
  const both = [accepted, established].reduce<KubeObject>(
    (each, next) => withCondition(kube, each, next),
    named,
  )
  kube.store.put(definitions, both)
}

/** Removes the objects of a definition that ends, and then the definition. */
function removeObjects(kube: KubeContext, definition: KubeObject): void {
  const [kind] = kindsOfDefinition(definition)
  for (const object of kind === undefined ? [] : kube.store.list(kind, undefined)) {
    if (kind === undefined || object.metadata.deletionTimestamp !== undefined) continue
    const removal = removeObject(kube, kind, object, { dryRun: false })
    if (isStatus(removal)) return
  }
  if (kind !== undefined && kube.store.list(kind, undefined).length > 0) return
  const { finalizers = [] } = definition.metadata
  const others = finalizers.filter((each) => each !== cleanupFinalizer)
  const freed = withMetadata(definition, { finalizers: others.length > 0 ? others : undefined })
  if (others.length === 0) kube.store.remove(definitions, freed)
  else if (others.length < finalizers.length) kube.store.put(definitions, freed)
}

/** Goes on with the end of the definition of a resource of which an object went. */
function endDefinition(kube: KubeContext, { group, resource }: Resource): void {
  const definition = kube.store.get(definitions, undefined, `${resource}.${group}`)
  if (definition?.metadata.deletionTimestamp === undefined) return
  kube.clock.soon(() => tend(kube, definition.metadata.name))
}
