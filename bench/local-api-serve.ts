// A process that serves a node's mirror: from its store on the disk, or the same bytes from a bare HTTP server.
import { createServer } from 'node:http'
import { gzip } from '../bus/adapters/gzip.ts'
import { openHttpServer } from '../bus/adapters/http-server.ts'
import { openLevelStore } from '../bus/adapters/level-store.ts'
import { keyringOf, sha256 } from '../bus/adapters/node-keyring.ts'
import { systemClock } from '../bus/adapters/system-clock.ts'
import type { Store } from '../bus/store.ts'
import { localApis } from '../edge/api/config.ts'
import { LocalApi } from '../edge/api/local-api.ts'
import { loadMirror } from '../edge/mirror/load-mirror.ts'
import type { LoadedMirror } from '../edge/mirror/load-mirror.ts'
import { MirrorWriter } from '../edge/mirror/mirror-writer.ts'
import { Showing } from '../edge/mirror/showing.ts'
import { generateKeyPairSync } from 'node:crypto'
import { random } from '../src/kernel/random.ts'
import { openGuard } from '../test/support/open-guard.ts'
import { outcome } from './outcome.ts'
import { podBytes, podKey } from './local-api-objects.ts'

const [folder = '', portText = '0'] = process.argv.slice(2)
const port = Number(portText)

async function serveMirror(): Promise<Showing> {
  const keys = keyringOf(
    generateKeyPairSync('ed25519').privateKey,
    generateKeyPairSync('x25519').privateKey,
  )
  const showing = new Showing('n1', keys)
  const store = await outcome<Store>((done) => openLevelStore(folder, done))
  const loaded = await outcome<LoadedMirror>((done) =>
    loadMirror(store, sha256, (fact) => showing.fact(fact), done),
  )
  const writer = new MirrorWriter({ store, clock: systemClock, retryMs: 1_000, failed: () => {} })
  showing.open(writer, loaded.kept, systemClock.wall())
  const api = new LocalApi({
    ports: { clock: systemClock, random: random('bench'), tap: () => {} },
    api: { server: openHttpServer(), gzip, guard: openGuard('n1', systemClock) },
    config: { ...localApis.real, listen: { host: '127.0.0.1', port } },
    node: 'n1',
    mirror: { showing, isComplete: () => true, isCurrent: () => true },
  })
  await new Promise((started) => api.part().start(started))
  return showing
}

const began = performance.now()
const bodies = new Map<string, Buffer>()
const showing = folder === '' ? undefined : await serveMirror()
if (showing === undefined) {
  const server = createServer((request, reply) => {
    const body = bodies.get(request.url ?? '')
    reply.writeHead(200, {
      'content-type': 'application/json',
      'content-length': body?.length ?? 0,
    })
    reply.end(body)
  })
  await new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening))
}
process.send?.({ startMs: performance.now() - began, rssMib: process.memoryUsage.rss() / 2 ** 20 })

interface Wish {
  readonly raw?: Readonly<Record<string, string>>
  readonly changes?: number
  readonly everyMs?: number
}

process.on('message', ({ raw = {}, changes = 0, everyMs = 10 }: Wish) => {
  for (const [path, body] of Object.entries(raw)) bodies.set(path, Buffer.from(body))
  let left = changes
  const next = (): void => {
    if (left === 0) return void process.send?.({ rssMib: process.memoryUsage.rss() / 2 ** 20 })
    left -= 1
    const now = performance.timeOrigin + performance.now()
    showing?.projection.place('node/n1', podKey(left % 100), podBytes(left % 100, String(now)))
    setTimeout(next, everyMs)
  }
  next()
})
process.on('disconnect', () => process.exit())
