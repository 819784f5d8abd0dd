// Checks that, once the core is healed, the mirror of each of its nodes is what Kubernetes has for it, found without scopes or feeds.
import type { MirroredObject } from '../../edge/mirror/read-mirror.ts'
import { isFault } from '../../src/kernel/fault.ts'
import { isOfFeedsAlone } from '../../src/mirror/told-node.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { builtinKinds } from '../../src/objects/kinds/builtin.ts'
import type { Node, Pod } from '../kube/controllers/objects.ts'
import { kinds, listOf } from '../kube/controllers/kinds.ts'
import type { KubeServer } from '../kube/server.ts'
import type { PlacedNode } from '../world/layout.ts'
import type { MakeChecker } from './checker.ts'
import { sortedText } from './sorted-text.ts'

type Seen = ReadonlyMap<string, string>
type SitedNode = Pick<PlacedNode, 'node' | 'site'>

/** The checker; what the nodes have stored is read once all is healed. */
export const mirrorsEqual: MakeChecker = (view) => ({
  name: 'mirrors equal',
  healed: (find) => {
    const server = view.server()
    if (server === undefined) return find('Kubernetes does not run')
    for (const placed of view.core) {
      view.processes.edges
        .get(placed.node)
        ?.edge()
        ?.objects((objects) => {
          if (isFault(objects)) return find(`the mirror of ${placed.node}: ${objects.message}`)
          for (const difference of mirrorDifferences(server, placed, view.nodes, objects))
            find(`${placed.node} ${difference}`)
        })
    }
  },
})

/** What a mirror lacks or has beyond what Kubernetes has for its node. */
export function mirrorDifferences(
  server: Pick<KubeServer, 'collection'>,
  of: SitedNode,
  all: readonly SitedNode[],
  objects: readonly Pick<MirroredObject, 'object'>[],
): readonly string[] {
  const ofKubernetes = objects.filter(({ object }) => !isOfFeedsAlone(object))
  return differences(
    wantedOn(server, of, all),
    new Map(ofKubernetes.map(({ object }) => shown(object))),
  )
}

/** Everything that a node is to have. */
function wantedOn(
  { collection }: Pick<KubeServer, 'collection'>,
  { node, site }: SitedNode,
  all: readonly SitedNode[],
): Seen {
  const pods = listOf<Pod>(collection, kinds.pods).filter(({ spec }) => spec.nodeName === node)
  const members = new Set(all.filter((one) => one.site === site).map((one) => one.node as string))
  const nodes = listOf<Node>(collection, kinds.nodes).filter(({ metadata }) =>
    members.has(metadata.name),
  )
  const named = (resource: string): readonly KubeObject[] => {
    const kind = builtinKinds.find((one) => one.resource === resource)
    return kind === undefined ? [] : collection.list(kind, undefined)
  }
  const mounted = JSON.stringify(pods.map(({ spec }) => spec))
  const namespaces = new Set(pods.map(({ metadata }) => metadata.namespace))
  const referred = ['configmaps', 'secrets', 'serviceaccounts']
    .flatMap(named)
    .filter(
      ({ metadata: { name, namespace } }) =>
        namespaces.has(namespace) && mounted.includes(`"${name}"`),
    )
  const everywhere = ['services', 'endpointslices', 'runtimeclasses', 'csidrivers'].flatMap(named)
  return new Map([...pods, ...nodes, ...referred, ...everywhere].map(shown))
}

/** An object by kind and name, and what it says; of Nodes only what all their site may know. */
export function shown(object: KubeObject): readonly [string, string] {
  const { kind, metadata } = object
  const { managedFields: _, ...known } = metadata
  const text = kind === 'Node' ? neighbour(object) : { ...object, metadata: known }
  return [`${kind} ${metadata.namespace ?? ''}/${metadata.name}`, sortedText(text)]
}

const neighbour = ({ metadata, ...node }: KubeObject): unknown => {
  const { spec, status } = node as Partial<Node>
  const ready = status?.conditions?.find(({ type }) => type === 'Ready')?.status
  return [metadata.uid, metadata.labels, spec?.taints, ready]
}

function differences(wanted: Seen, there: Seen): readonly string[] {
  const lacks = [...wanted].flatMap(([name, text]) => {
    const own = there.get(name)
    if (own === undefined) return [`lacks ${name}`]
    return own === text ? [] : [`has another ${name}`]
  })
  const surplus = [...there.keys()].filter((name) => !wanted.has(name))
  return [...lacks, ...surplus.map((name) => `still has ${name}`)]
}
