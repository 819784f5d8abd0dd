// What the cloud reads of Kubernetes: nodes and their Leases, kept as far as the writer needs them again.
import type { Cancel } from '../bus/clock.ts'
import { reflect } from '../bus/reflector.ts'
import type { Fall, Reflection } from '../bus/reflector-known.ts'
import type { ReflectorConfig, ReflectorPorts } from '../bus/reflector-read.ts'
import { nodeId } from '../src/kernel/ids.ts'
import type { NodeId } from '../src/kernel/ids.ts'
import type { KubeObject } from '../src/objects/object.ts'
import { leasesPath, nodesPath } from './kube-paths.ts'
import { restorations } from './restorations.ts'
import type { SeenInKube } from './kube-writer.ts'
import { reportedConditions } from './node-conditions.ts'
import type { Condition } from './node-conditions.ts'

/** Who is told what was read. */
export interface KubeReaderParts extends ReflectorPorts {
  readonly config: ReflectorConfig
  /** A Node as it is now; undefined when it was deleted. */
  readonly node: (node: NodeId, object: KubeObject | undefined) => void
  /** `isOlder`: a Kubernetes that was restored has it from an older etcd, so nobody renewed it. */
  readonly lease: (node: NodeId, object: KubeObject, isOlder: boolean) => void
  /** All nodes that there are have been told. */
  readonly nodesSynced: (nodes: ReadonlySet<NodeId>) => void
  /** The API server answers, or does not any more; until told it does not. */
  readonly reachable: (reachable: boolean, why: Error | undefined) => void
  /** Kubernetes was restored from an older etcd, as one collection found out; once, however many do. */
  readonly restored: (path: string, fall: Fall) => void
}

/** A running reader. */
export interface KubeReader extends SeenInKube {
  readonly stop: Cancel
}

interface KnownNode {
  readonly uid: string | undefined
  readonly reported: readonly Condition[]
}

/** Reads until stopped. */
export function readKube(parts: KubeReaderParts): KubeReader {
  const nodes = new Map<NodeId, KnownNode>()
  const leases = new Map<NodeId, KubeObject>()
  const restored = new Set<string>()

  const reached = reachability([nodesPath, leasesPath], parts.reachable)
  const found = restorations([nodesPath, leasesPath], parts.restored)
  const follow = (path: string, to: Pick<Reflection, 'seen' | 'deleted' | 'synced'>) => {
    const { broke, resumed: reachable } = reached(path)
    const { fell, current } = found(path)
    const resumed = () => {
      reachable()
      current()
    }
    const synced = () => {
      restored.delete(path)
      resumed()
      to.synced()
    }
    const fallen = (fall: Fall) => {
      restored.add(path)
      fell(fall)
    }
    const hooks = { ...to, synced, broke, resumed, fell: fallen }
    return reflect(parts, { path }, hooks, parts.config)
  }

  const stopNodes = follow(nodesPath, {
    seen: (object) => {
      const node = nodeId(object.metadata.name)
      nodes.set(node, known(object, nodes.get(node)))
      parts.node(node, object)
    },
    deleted: ({ name }) => {
      nodes.delete(nodeId(name))
      parts.node(nodeId(name), undefined)
    },
    synced: () => parts.nodesSynced(new Set(nodes.keys())),
  })
  const stopLeases = follow(leasesPath, {
    seen: (object) => {
      const node = nodeId(object.metadata.name)
      leases.set(node, withoutManagers(object))
      parts.lease(node, object, restored.has(leasesPath))
    },
    deleted: ({ name }) => void leases.delete(nodeId(name)),
    synced: () => undefined,
  })
  return {
    lease: (node) => leases.get(node),
    uid: (node) => nodes.get(node)?.uid,
    reported: (node) => nodes.get(node)?.reported ?? [],
    stop: () => {
      stopNodes()
      stopLeases()
    },
  }
}

/** The server is reachable once everything was listed, and while nothing that is followed is broken off. */
function reachability(paths: readonly string[], tell: KubeReaderParts['reachable']) {
  const broken = new Set(paths)
  let told = false
  const say = (why: Error | undefined) => {
    if (told === (broken.size === 0)) return
    told = !told
    tell(told, why)
  }
  return (path: string) => ({
    broke: (why: Error) => {
      broken.add(path)
      say(why)
    },
    resumed: () => {
      broken.delete(path)
      say(undefined)
    },
  })
}

/** What is kept of a Node; a silenced condition leaves what was reported before. */
function known(object: KubeObject, before: KnownNode | undefined): KnownNode {
  const { uid } = object.metadata
  const reported = reportedConditions(object)
  const types = new Set(reported.map((condition) => condition.type))
  const kept = before?.uid === uid ? (before?.reported ?? []) : []
  return { uid, reported: [...reported, ...kept.filter(({ type }) => !types.has(type))] }
}

/** Without who manages which field: half of a Lease's bytes, and the server keeps it when it is left out. */
function withoutManagers(object: KubeObject): KubeObject {
  const { managedFields: _, ...metadata } = object.metadata
  return { ...object, metadata }
}
