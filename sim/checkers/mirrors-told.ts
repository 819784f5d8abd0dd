// Checks that no mirror names anything that Kubernetes never had: every object in it is as it once was there.
import { isFault } from '../../src/kernel/fault.ts'
import { usualKinds } from '../../src/mirror/kinds.ts'
import { isOfFeedsAlone } from '../../src/mirror/told-node.ts'
import { builtinKinds } from '../../src/objects/kinds/builtin.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import type { KubeServer } from '../kube/server.ts'
import type { Find, MakeChecker, WorldView } from './checker.ts'
import { shown } from './mirrors-equal.ts'

/** A mirror is read so often, one node after another. */
const readEveryMs = 2_000

/** The checker. */
export const mirrorsTold: MakeChecker = (view, find) => {
  const told = new Set<string>()
  let [dueMs, turn] = [readEveryMs, 0]
  let seen: KubeServer | undefined
  return {
    name: 'mirrors told',
    change: (_, { type, object }) => {
      if (type !== 'DELETED') told.add(versionOf(object))
    },
    look: () => {
      if (view.now() < dueMs) return
      dueMs = view.now() + readEveryMs
      const server = view.server()
      if (server !== undefined && server !== seen)
        for (const object of mirrorable(server)) told.add(versionOf(object))
      seen = server
      read(view, turn, told, find)
      turn += 1
    },
  }
}

function read(
  { nodes, processes }: WorldView,
  turn: number,
  told: ReadonlySet<string>,
  find: Find,
): void {
  const node = nodes[turn % nodes.length]?.node
  const edge = node && processes.edges.get(node)?.edge()
  edge?.objects((objects) => {
    if (isFault(objects)) return
    const stranger = objects.find(
      ({ object }) => !isOfFeedsAlone(object) && !told.has(versionOf(object)),
    )
    if (stranger === undefined) return
    const { kind, metadata } = stranger.object
    find(`${node} has ${kind}/${metadata.name} as it never was`)
  })
}

/** What a Kubernetes that has just begun has already. */
const mirrorable = ({ collection }: KubeServer): readonly KubeObject[] =>
  usualKinds.flatMap(({ resource }) => {
    const kind = builtinKinds.find((one) => one.resource === resource)
    return kind === undefined ? [] : collection.list(kind, undefined)
  })

/** What an object says; of Nodes what all their site may know. */
const versionOf = (object: KubeObject): string => shown(object).join(' ')
