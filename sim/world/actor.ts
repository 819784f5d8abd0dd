// Does what a plan says to a simulated world.
import { pathOf } from '../kube/controllers/write.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { assert } from '../../src/kernel/assert.ts'
import { builtinKinds } from '../../src/objects/kinds/builtin.ts'
import { nodeId } from '../../src/kernel/ids.ts'
import type { NodeId } from '../../src/kernel/ids.ts'
import type { SimDisk } from '../disk/disk.ts'
import type { Deed } from '../plans/step.ts'
import { tellDeed } from '../plans/tell-deed.ts'
import type { EdgeProcess } from './edge-process.ts'
import type { Ground } from './ground.ts'
import type { CloudName, PlacedNode } from './layout.ts'
import type { Ledger } from './ledger.ts'
import type { Links } from './links.ts'
import { processOf } from './processes.ts'
import type { Processes } from './processes.ts'

/** What deeds are done to. */
export interface ActorParts {
  readonly ground: Ground
  readonly nodes: readonly PlacedNode[]
  readonly processes: Processes
  readonly links: Links
  readonly ledger: Ledger
  /** Told of whose disk was changed. */
  readonly changed: (node: NodeId) => void
}

/** Does one deed after another. */
export function createActor(parts: ActorParts): (deed: Deed) => void {
  const { processes, links } = parts
  const { clocks, trace, moods, brokers } = parts.ground
  const doing: Doing = {
    kill: ({ what, how }) => processOf(processes, what)?.kill(how),
    start: ({ what }) => processOf(processes, what)?.start(),
    stall: ({ what, forMs }) => processOf(processes, what)?.stall(forMs),
    cut: (deed) => links.cut(deed.nodes, deed),
    heal: ({ nodes }) => links.heal(nodes),
    part: ({ between }) => links.part(between),
    join: ({ between }) => links.join(between),
    link: (deed) => links.change(deed, deed.rules),
    reset: ({ from, to }) => links.reset(from, to),
    messages: ({ of, flaws }) => moods.set(of, flaws),
    drop: ({ what }) => {
      const host = hostOf(parts, what)
      if (host !== undefined) brokers.bus?.drop(host)
    },
    logs: (deed) => processes.bus?.act(deed),
    api: (deed) => processes.kubernetes.act(deed),
    'set-clock': (deed) => clocks.set(deed.of, deed),
    disk: ({ of, mood }) => {
      for (const disk of disksOf(processes, of)) Object.assign(disk.mood, mood)
    },
    install: ({ node, version }) => processes.edges.get(node)?.install(version),
    wipe: ({ node }) => change(parts, node, (edge) => edge.wipe()),
    save: ({ node }) => processes.edges.get(node)?.save(),
    'put-back': ({ node, from }) =>
      change(parts, node, (edge) => edge.putBack(processes.edges.get(from)?.saved())),
    flip: ({ node }) => change(parts, node, (edge) => void edge.disk.flipBit()),
    apply: ({ object }) => apply(processes, object),
    delete: ({ object }) => remove(processes, object),
  }
  return (deed) => {
    trace.add('plan', tellDeed(deed), `deed ${markOf(deed)}`)
    const does = doing[deed.do] as (deed: Deed) => void
    does(deed)
  }
}

/** Deeds of many kinds have one name for each of them. */
const markOf = (deed: Deed): string =>
  deed.do === 'logs' || deed.do === 'api' ? `${deed.do} ${deed.how}` : deed.do

type Doing = { readonly [K in Deed['do']]: (deed: Deed & { readonly do: K }) => void }

function disksOf({ clouds, edges }: Processes, of: NodeId | CloudName): readonly SimDisk[] {
  const cloud = clouds.find(({ name }) => name === of)
  if (cloud !== undefined) return [cloud.disk, cloud.feeds]
  const edge = edges.get(nodeId(of))
  return edge === undefined ? [] : [edge.disk, edge.mirror]
}

/** Where a client of the bus is. */
const hostOf = ({ ground, nodes }: ActorParts, client: NodeId | CloudName): string | undefined =>
  nodes.find(({ node }) => node === client)?.host ??
  ground.mainland.clouds.find(({ name }) => name === client)?.host

/** A disk in use is left alone. What may be gone is nobody's fault any more. */
function change(
  { processes, ledger, changed }: ActorParts,
  node: NodeId,
  how: (edge: EdgeProcess) => void,
): void {
  const edge = processes.edges.get(node)
  if (edge === undefined || edge.isThere()) return
  how(edge)
  ledger.forget(edge.name)
  changed(node)
}

/** Creates or replaces; who asks while Kubernetes is away has asked in vain. */
function apply({ kubernetes }: Processes, object: KubeObject): void {
  const kind = kindOf(object)
  const server = kubernetes.server()
  if (server === undefined) return
  const { namespace, name } = object.metadata
  const created = server.call('POST', pathOf(kind, { namespace }), object)
  const { status, body } =
    created.status === 409 ? server.call('PUT', pathOf(kind, { namespace, name }), object) : created
  assert(status < 300, `${object.kind} is taken: ${JSON.stringify(body)}`)
}

/** What is not there is gone. */
function remove({ kubernetes }: Processes, object: KubeObject): void {
  const { namespace, name } = object.metadata
  kubernetes.server()?.call('DELETE', pathOf(kindOf(object), { namespace, name }))
}

function kindOf(object: KubeObject): (typeof builtinKinds)[number] {
  const kind = builtinKinds.find((one) => one.kind === object.kind)
  assert(kind !== undefined, `a kind that is known: ${object.kind}`)
  return kind
}
