// Three nats-servers that keep copies of streams for each other.
import { jetstreamManager } from '@nats-io/jetstream'
import type { JetStreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { freePort, startNats } from './servers.ts'
import type { NatsBinary, RunningServer } from './servers.ts'

const roundMs = 15_000
const roundsMax = 4

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
  await restartUntil(servers, () => asked(servers, makeCopies))
  return servers
}

/** Kills one of the servers and starts it, again where the others do not take it in, until all copies are current. */
export async function restartMember(
  servers: readonly RunningServer[],
  server: RunningServer,
  stream: string,
): Promise<void> {
  await server.restart()
  await restartUntil([server], () => asked(servers, (manager) => staleCopies(manager, stream)))
}

/** Asks until nothing lacks; whenever that takes a round, the servers are started anew. */
async function restartUntil(
  servers: readonly RunningServer[],
  lacking: () => Promise<string | undefined>,
): Promise<void> {
  for (let round = 1; ; round++) {
    let lacks: string | undefined
    for (const end = Date.now() + roundMs; Date.now() < end;) {
      lacks = await lacking()
      if (lacks === undefined) return
      await new Promise((later) => setTimeout(later, 100))
    }
    if (round === roundsMax) throw new Error(`no cluster after ${roundsMax} rounds: ${lacks}`)
    for (const server of servers) await server.restart()
  }
}

async function makeCopies(manager: JetStreamManager): Promise<undefined> {
  await manager.streams.add({ name: 'WHOLE', subjects: ['whole'], num_replicas: 3 })
}

async function staleCopies(manager: JetStreamManager, stream: string): Promise<string | undefined> {
  const { replicas = [] } = (await manager.streams.info(stream)).cluster ?? {}
  const current = replicas.filter(({ current, lag = 0 }) => current && lag === 0)
  return current.length === 2 ? undefined : JSON.stringify(replicas)
}

/** Asks any of the servers what lacks; an error says what. */
async function asked(
  servers: readonly RunningServer[],
  ask: (manager: JetStreamManager) => Promise<string | undefined>,
): Promise<string | undefined> {
  const addresses = servers.map(({ port }) => `127.0.0.1:${port}`)
  const connection = await connect({ servers: addresses, timeout: 1_000 })
  try {
    return await ask(await jetstreamManager(connection, { timeout: 1_000, checkAPI: false }))
  } catch (error) {
    return String(error)
  } finally {
    await connection.close()
  }
}
