// Three nats-servers that keep copies of streams for each other.
import { jetstreamManager } from '@nats-io/jetstream'
import type { JetStreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { freePort, startNats } from './servers.ts'
import type { NatsBinary, RunningServer } from './servers.ts'

const formsWithinMs = 15_000
const roundsMax = 5

/**
 * Starts the three. nats-server 2.10 leaves one of three that start at once out of the cluster for good, in about one
 * start of twenty ("no suitable peers for placement"), and takes it in when it is started again.
 */
export async function startNatsCluster(binary: NatsBinary): Promise<readonly RunningServer[]> {
  const doors = [await freePort(), await freePort(), await freePort()]
  const routes = doors.map((door) => `nats://127.0.0.1:${door}`).join(', ')
  const config = (door: number) =>
    `server_name: s${door}\ncluster { name: test, listen: "127.0.0.1:${door}", routes: [${routes}] }`
  const servers = await Promise.all(doors.map((door) => startNats(config(door), binary)))
  for (let round = 1; !(await isWhole(servers)); round++) {
    if (round === roundsMax) throw new Error(`the servers made no cluster in ${roundsMax} rounds`)
    for (const server of servers) await server.restart()
  }
  return servers
}

/** Whether a stream of three copies can be made before the time is over. */
async function isWhole(servers: readonly RunningServer[]): Promise<boolean> {
  for (const end = Date.now() + formsWithinMs; Date.now() < end;) {
    if (await keepsCopies(servers)) return true
    await new Promise((later) => setTimeout(later, 100))
  }
  return false
}

const keepsCopies = (servers: readonly RunningServer[]): Promise<boolean> =>
  asked(servers, async (manager) => {
    await manager.streams.add({ name: 'WHOLE', subjects: ['whole'], num_replicas: servers.length })
    return true
  })

/** Whether every copy of a stream has all that its leader has. */
export const areCurrent = (servers: readonly RunningServer[], stream: string): Promise<boolean> =>
  asked(servers, async (manager) => {
    const { replicas = [] } = (await manager.streams.info(stream)).cluster ?? {}
    const current = replicas.filter(({ current, lag = 0 }) => current && lag === 0)
    return current.length === servers.length - 1
  })

/** Asks any of the servers; one that answers an error, or not, says no. */
async function asked(
  servers: readonly RunningServer[],
  ask: (manager: JetStreamManager) => Promise<boolean>,
): Promise<boolean> {
  const addresses = servers.map(({ port }) => `127.0.0.1:${port}`)
  const connection = await connect({ servers: addresses, timeout: 1_000 })
  try {
    return await ask(await jetstreamManager(connection, { timeout: 1_000, checkAPI: false }))
  } catch {
    return false
  } finally {
    await connection.close()
  }
}
