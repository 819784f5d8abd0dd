// What an admission plugin is.
import type { Status } from '../../../src/objects/answers/status.ts'
import type { KubeObject } from '../../../src/objects/object.ts'
import type { KubeContext } from '../context.ts'
import type { WriteRequest } from '../writes/request.ts'

/** A plugin: the object as it may be created, or why it may not. */
export type Admission = (
  kube: KubeContext,
  object: KubeObject,
  request: Pick<WriteRequest, 'kind' | 'user'>,
) => KubeObject | Status
