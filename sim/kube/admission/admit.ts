// What is done to an object before it is created: each plugin may change or refuse it.
import { isStatus } from '../../../src/objects/answers/status.ts'
import type { Status } from '../../../src/objects/answers/status.ts'
import { resourceKey } from '../../../src/objects/object.ts'
import type { KubeObject } from '../../../src/objects/object.ts'
import type { KubeContext } from '../context.ts'
import type { WriteRequest } from '../writes/request.ts'
import type { Admission } from './admission.ts'
import { livingNamespace } from './namespace.ts'
import { freshNodeTaint } from './node-taint.ts'
import { defaultTolerations } from './tolerations.ts'
import { podPriority } from './priority.ts'
import { podAccount } from './account.ts'

const plugins: Readonly<Record<string, readonly Admission[]>> = {
  '/pods': [podAccount, podPriority, defaultTolerations],
  '/nodes': [freshNodeTaint],
}

/** Lets every plugin of the kind look at an object that is to be created. */
export function admitCreate(
  kube: KubeContext,
  request: Pick<WriteRequest, 'kind' | 'user'>,
  object: KubeObject,
): KubeObject | Status {
  const all = [livingNamespace, ...(plugins[resourceKey(request.kind)] ?? [])]
  return all.reduce<KubeObject | Status>(
    (each, plugin) => (isStatus(each) ? each : plugin(kube, each, request)),
    object,
  )
}
