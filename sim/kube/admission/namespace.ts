// An object is created only in a namespace that is there and not ending.
import { notFound } from '../../../src/objects/answers/failures.ts'
import { details, failure, qualified } from '../../../src/objects/answers/status.ts'
import type { Admission } from './admission.ts'

const namespaces = { group: '', resource: 'namespaces' }

/** Refuses objects of missing and of ending namespaces. */
export const livingNamespace: Admission = ({ store }, object, { kind }) => {
  const { namespace, name = '' } = object.metadata
  if (namespace === undefined) return object
  const home = store.get(namespaces, undefined, namespace)
  if (home === undefined) return notFound(namespaces, namespace)
  if (home.metadata.deletionTimestamp === undefined) return object
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`
  const causes = [
    {
      reason: 'NamespaceTerminating',
      message: `namespace ${namespace} is being terminated`,
      field: 'metadata.namespace',
    },
  ]
  return failure(
    403,
    'Forbidden',
    `${qualified(kind)} "${name}" is forbidden: ${why}`,
    details(kind, name, { causes }),
  )
}
