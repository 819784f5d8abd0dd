// The relay on loopback: silent cuts in each direction, resets, peers, and healing.
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { passage, type Cut, type Door } from '../../src/cli/relay/plan.ts'
import { runRelay } from '../../src/cli/relay/relay.ts'
import { askJson } from '../../src/cli/http.ts'
import { sleep } from '../../src/cli/promise.ts'

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

const both: Cut = { up: true, down: true, reset: false, peers: false }

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** An echo server behind one door of a relay. */
async function world() {
  const echo: Server = createServer((socket) => {
    socket.on('error', () => {})
    socket.pipe(socket)
  })
  await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve))
  const target = `127.0.0.1:${(echo.address() as AddressInfo).port}`
  const port = await freePort()
  const control = `127.0.0.1:${await freePort()}`
  const door: Door = { kind: 'bus', node: 'a-1', listen: `127.0.0.1:${port}`, target }
  const stop = await runRelay({ control, doors: [door], hosts: {} })
  closers.push(stop, () => echo.close())
  const change = (cut: Cut | null): Promise<unknown> =>
    askJson({
      whom: 'the relay',
      at: control,
      otherwise: 'start it',
      method: 'POST',
      path: '/',
      body: { nodes: ['a-1'], cut },
      timeoutMs: 2_000,
    })
  return { change, dial: () => dial(port) }
}

async function dial(port: number) {
  const socket: Socket = connect(port, '127.0.0.1')
  const got: string[] = []
  let closed = false
  socket.on('error', () => {})
  socket.on('data', (bytes: Buffer) => got.push(bytes.toString()))
  socket.on('close', () => (closed = true))
  await new Promise((resolve) => socket.once('connect', resolve))
  closers.push(() => socket.destroy())
  const until = async (holds: () => boolean): Promise<boolean> => {
    for (let i = 0; i < 200 && !holds(); i++) await sleep(10)
    return holds()
  }
  return { socket, heard: () => got.join(''), until, isClosed: () => closed }
}

it('U1: a silent cut lets nothing pass and closes nothing; what was sent arrives after the heal', async () => {
  const { change, dial: open } = await world()
  const one = await open()
  one.socket.write('a')
  expect(await one.until(() => one.heard() === 'a')).toBe(true)
  await change(both)
  one.socket.write('b')
  await sleep(200)
  expect([one.heard(), one.isClosed()]).toEqual(['a', false])
  await change(null)
  expect(await one.until(() => one.heard() === 'ab')).toBe(true)
})

it('U1: a caller who gave up during the cut is not dialled through at the heal', async () => {
  const { change, dial: open } = await world()
  await change(both)
  const one = await open()
  one.socket.write('x')
  one.socket.destroy()
  const two = await open()
  two.socket.write('y')
  await sleep(100)
  await change(null)
  expect(await two.until(() => two.heard() === 'y')).toBe(true)
})

it('U2: a reset closes what is open and refuses what is new', async () => {
  const { change, dial: open } = await world()
  const one = await open()
  one.socket.write('a')
  await one.until(() => one.heard() === 'a')
  await change({ ...both, reset: true })
  expect(await one.until(one.isClosed)).toBe(true)
  const two = await open()
  expect(await two.until(two.isClosed)).toBe(true)
})

it('U3: a cut up is away from the node, on the LAN only with --peers', () => {
  const lan: Door = { kind: 'lan', node: 'a-2', listen: '', target: '' }
  const bus: Door = { ...lan, kind: 'bus' }
  const up: Cut = { up: true, down: false, reset: false, peers: false }
  const peers = new Map([['a-2', { ...up, peers: true }]])
  expect(passage(bus, undefined, new Map([['a-2', up]]))).toEqual({
    forth: false,
    back: true,
    reset: false,
  })
  expect(passage(lan, 'a-1', new Map([['a-2', up]]))).toEqual({
    forth: true,
    back: true,
    reset: false,
  })
  expect(passage(lan, 'a-1', peers)).toEqual({ forth: true, back: false, reset: false })
  expect(passage({ ...lan, node: 'a-3' }, 'a-2', peers)).toEqual({
    forth: false,
    back: true,
    reset: false,
  })
})
