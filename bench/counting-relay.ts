// A relay in front of a NATS server that counts the bytes of the nodes' connections, both ways.
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** A running relay. */
export interface CountingRelay {
  readonly url: string
  /** Bytes so far of all connections that listen to what the cloud says to a node. */
  readonly bytes: () => number
  readonly stop: () => void
}

interface Passage {
  bytes: number
  /** What the client said first: it tells whether it is a node's. */
  said: string
}

/** Only nodes subscribe to one `down` subject. */
const isNodes = ({ said }: Passage): boolean => /SUB cw\.[^.]+\.down\.[^*]/.test(said)

/** Opens a relay to a server on this machine. */
export async function startCountingRelay(to: string): Promise<CountingRelay> {
  const passages: Passage[] = []
  const sockets = new Set<Socket>()
  const port = Number(new URL(to).port)
  const relay = createServer((client) => {
    const passage: Passage = { bytes: 0, said: '' }
    passages.push(passage)
    const server = connect(port, '127.0.0.1')
    client.on('data', (chunk: Buffer) => {
      if (passage.said.length < 4_096) passage.said += chunk.toString('latin1')
    })
    pass(client, server, passage)
    pass(server, client, passage)
    for (const socket of [client, server]) sockets.add(socket)
  })
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve))
  return {
    url: `nats://127.0.0.1:${(relay.address() as AddressInfo).port}`,
    bytes: () => passages.filter(isNodes).reduce((sum, { bytes }) => sum + bytes, 0),
    stop: () => {
      relay.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

function pass(from: Socket, to: Socket, passage: Passage): void {
  from.on('data', (chunk: Buffer) => (passage.bytes += chunk.length))
  from.on('error', () => to.destroy())
  from.pipe(to)
}
