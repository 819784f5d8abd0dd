// Random changes of a few config maps, for properties of lists and watches.
import fc from 'fast-check'
import type { Store } from '../../sim/kube/store.ts'
import type { KubeObject } from '../../src/objects/object.ts'

/** One write: what it leaves of an object, or nothing. */
export interface RandomChange {
  readonly namespace: string
  readonly name: string
  readonly app: string
  readonly gone: boolean
}

/** Writes of up to a dozen objects in two namespaces. */
export const randomChanges = (maxLength: number): fc.Arbitrary<readonly RandomChange[]> =>
  fc.array(
    fc.record({
      namespace: fc.constantFrom('one', 'two'),
      name: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
      app: fc.constantFrom('x', 'y'),
      gone: fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
    }),
    { maxLength },
  )

const resource = { group: '', resource: 'configmaps' }

/** Makes the change happen; deleting what is not there does nothing. */
export function change(store: Store, { namespace, name, app, gone }: RandomChange): void {
  const object: KubeObject = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace, labels: { app } },
  }
  if (!gone) store.put(resource, object)
  else if (store.get(resource, namespace, name) !== undefined) store.remove(resource, object)
}
