// The writes that a node accepts alone, between its mirror's objects and its local API.
import { usualKinds } from '../src/mirror/kinds.ts'
import { builtinKinds } from '../src/objects/kinds/builtin.ts'
import { kindRegistry } from '../src/objects/kinds/registry.ts'
import type { HostBase } from './agent-host.ts'
import { kindsOf } from './api/view.ts'
import type { Writes as ApiWrites } from './api/writes.ts'
import type { Projection } from './mirror/projection.ts'
import { localWrites } from './writes/local-writes.ts'
import { Writes } from './writes/writes.ts'

/** A node's own writes, and how its local API reaches them. */
export interface OwnWrites {
  readonly writes: Writes
  readonly api: ApiWrites
}

/** The writes of a node whose objects are these; what feeds tell of an object is laid below them. */
export function ownWritesOf(base: HostBase, projection: Projection): OwnWrites {
  const { ports, config, journal, stamps } = base
  const { clock } = ports
  const { fed } = kindsOf(usualKinds)
  const writes = new Writes({
    clock,
    random: ports.random.fork('writes'),
    journal,
    stamps,
    node: config.node,
    keepBytesMax: config.keepBytesMax,
    view: {
      get: projection.get,
      fed: projection.fed,
      carries: (resource) => fed(resource) !== undefined,
      put: (resource, object) => projection.put(resource, object),
      drop: (...place) => projection.drop(...place),
      settle: (...place) => projection.settle(...place),
    },
  })
  projection.watchFed((key) => writes.based(key))
  const registry = kindRegistry(builtinKinds)
  return { writes, api: localWrites({ writes, registry, clock }) }
}
