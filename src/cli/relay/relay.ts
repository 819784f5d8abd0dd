// The relay of `up`: every cable of every node as a door that can be cut and healed.
import { createServer as createHttpServer } from 'node:http'
import { createServer, type Server, type Socket } from 'node:net'
import { addressOf } from '../host-port.ts'
import { Carried } from './carry.ts'
import { passage, type Cut, type Door, type RelayPlan } from './plan.ts'

/** Opens all doors and the control door; answers when all listen. */
export async function runRelay(plan: RelayPlan): Promise<() => void> {
  const cuts = new Map<string, Cut>()
  const carried = new Map<Carried, () => void>()
  const servers: Server[] = []
  for (const door of plan.doors) servers.push(await openDoor(door, plan.hosts, cuts, carried))
  const control = createHttpServer((request, reply) => {
    let text = ''
    request.on('data', (bytes: Buffer) => (text += bytes.toString()))
    request.on('end', () => {
      const wanted = request.method === 'POST' ? changeIn(text) : undefined
      if (request.method === 'POST' && wanted === undefined)
        return void reply.writeHead(400).end('{"message":"expected {nodes, cut} in JSON"}')
      if (wanted !== undefined) change(cuts, carried, wanted)
      reply.end(JSON.stringify(Object.fromEntries(cuts)))
    })
  })
  await listening(control, plan.control)
  return () => {
    for (const server of [...servers, control]) server.close()
    for (const one of carried.keys()) one.destroy()
  }
}

function openDoor(
  door: Door,
  hosts: RelayPlan['hosts'],
  cuts: ReadonlyMap<string, Cut>,
  carried: Map<Carried, () => void>,
): Promise<Server> {
  const to = addressOf(`the ${door.kind} of ${door.node}`, door.target)
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (near: Socket) => {
    const caller = hosts[near.remoteAddress ?? '']
    const one = new Carried(near, to, () => carried.delete(one))
    const apply = (): void => one.apply(passage(door, caller, cuts))
    carried.set(one, apply)
    apply()
  })
  return listening(server, door.listen)
}

/** The control door's body. */
interface Change {
  readonly nodes: readonly string[]
  readonly cut: Cut | null
}

function changeIn(text: string): Change | undefined {
  try {
    const change = JSON.parse(text) as Change
    return Array.isArray(change.nodes) ? change : undefined
  } catch {
    return undefined
  }
}

function change(
  cuts: Map<string, Cut>,
  carried: Map<Carried, () => void>,
  { nodes, cut }: Change,
): void {
  for (const node of nodes) {
    if (cut === null) cuts.delete(node)
    else cuts.set(node, cut)
  }
  for (const apply of Array.from(carried.values())) apply()
}

function listening<S extends Server>(server: S, at: string): Promise<S> {
  const { host, port } = addressOf('a door of the relay', at)
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port, backlog: 512 }, () => resolve(server))
  })
}
