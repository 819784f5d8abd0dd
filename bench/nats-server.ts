// A real nats-server for benches, on a port of its own.
import { spawn } from 'node:child_process'
import { connect, createServer, type AddressInfo } from 'node:net'

/** A running server. */
export interface NatsServer {
  readonly url: string
  readonly stop: () => void
}

/** Starts one and waits until it answers. */
export async function startNats(): Promise<NatsServer> {
  const port = await freePort()
  const server = spawn('nats-server', ['-a', '127.0.0.1', '-p', String(port)], {
    stdio: 'ignore',
    env: { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin` },
  })
  for (let i = 0; i < 100 && !(await answers(port)); i++) {
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return { url: `nats://127.0.0.1:${port}`, stop: () => void server.kill('SIGTERM') }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('data', () => (socket.destroy(), resolve(true)))
    socket.once('error', () => resolve(false))
  })
}
