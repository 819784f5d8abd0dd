// The name of a resource, whatever its version.
import type { ResourceKind } from '../../src/objects/object.ts'

/** All that is needed to reach a resource's objects. */
export type Resource = Pick<ResourceKind, 'group' | 'resource'>
