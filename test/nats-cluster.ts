// Three nats-servers that keep copies of streams for each other.
import { jetstreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { freePort, startNats } from './servers.ts'
import type { NatsBinary, RunningServer } from './servers.ts'

const roundMs = 15_000
const roundsMax = 4

/**
 * Starts the three. Of servers that start at once nats-server 2.10 now and then leaves one out of the cluster for good
 * ("no suitable peers for placement"), and takes it in when it is started again.
 */
export async function startNatsCluster(binary: NatsBinary): Promise<readonly RunningServer[]> {
  const doors = [await freePort(), await freePort(), await freePort()]
  const routes = doors.map((door) => `nats://127.0.0.1:${door}`).join(', ')
  const config = (door: number) =>
    `server_name: s${door}\ncluster { name: test, listen: "127.0.0.1:${door}", routes: [${routes}] }`
  const servers = await Promise.all(doors.map((door) => startNats(config(door), binary)))
  for (let round = 1; ; round++) {
    const lacks = await lacking(servers)
    if (lacks === undefined) return servers
    if (round === roundsMax) throw new Error(`no cluster after ${roundsMax} rounds: ${lacks}`)
    for (const server of servers) await server.restart()
  }
}

/** Tries for a round to make a stream of three copies; says what it was refused for in the end. */
async function lacking(servers: readonly RunningServer[]): Promise<string | undefined> {
  let lacks: string | undefined
  for (const end = Date.now() + roundMs; Date.now() < end;) {
    lacks = await makeCopies(servers)
    if (lacks === undefined) break
    await new Promise((later) => setTimeout(later, 100))
  }
  return lacks
}

async function makeCopies(servers: readonly RunningServer[]): Promise<string | undefined> {
  const addresses = servers.map(({ port }) => `127.0.0.1:${port}`)
  const connection = await connect({ servers: addresses, timeout: 1_000 })
  try {
    const manager = await jetstreamManager(connection, { timeout: 1_000, checkAPI: false })
    await manager.streams.add({ name: 'WHOLE', subjects: ['whole'], num_replicas: servers.length })
    return undefined
  } catch (error) {
    return String(error)
  } finally {
    await connection.close()
  }
}
