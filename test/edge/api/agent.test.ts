// The local API as part of an agent: what it says before, after and again, as its mirror fills, lives on and is wiped.
import { expect, it } from 'vitest'
import { localApis } from '../../../edge/api/config.ts'
import { keepBytesUsual } from '../../../edge/config.ts'
import { isFault } from '../../../src/kernel/fault.ts'
import { edgeWorld } from '../../support/edge-world.ts'
import type { EdgeNode, EdgeWorld } from '../../support/edge-world.ts'

const api = { ...localApis.fast, listen: { host: '127.0.0.1', port: 10550 } }

/** `200 ok`, or why not. */
function asked(world: EdgeWorld, node: EdgeNode, path: string): string {
  let status = 0
  let text = ''
  node.api.request(
    { method: 'GET', path, headers: {}, body: new Uint8Array() },
    {
      head: (code) => (status = code),
      chunk: (bytes) => (text += new TextDecoder().decode(bytes)),
      end: () => {},
    },
  )
  world.run(50)
  return `${status} ${status === 200 ? text : (JSON.parse(text) as { message: string }).message}`
}

function filled() {
  const world = edgeWorld({ a: ['a-1'] })
  for (const scope of ['all', 'site/a', 'node/a-1'] as const)
    world.cloud.feed(scope).change(1, '{"metadata":{"name":"t1"}}')
  const node = world.start('a-1', { api })
  return { world, node }
}

it('A5: a node serves what its feeds bring once they came whole, at once in its next life, and not after a wipe', () => {
  const { world, node } = filled()
  node.wan.down = false
  world.run(1_000)
  expect(asked(world, node, '/healthz')).toBe('200 ok')
  expect(asked(world, node, '/readyz')).toContain('503 feeds that have not come whole')
  expect(asked(world, node, '/api/v1/services')).toContain('503 services cannot be read')
  node.wan.down = true
  world.run(10_000)
  expect(asked(world, node, '/readyz')).toBe('200 ok')
  expect(asked(world, node, '/api/v1/services')).toMatch(/^200 .*"items":\[\]/)
  node.wan.up = false
  node.stop()
  world.run(100)
  node.again()
  world.run(100)
  expect(asked(world, node, '/api/v1/services')).toMatch(/^200 .*"items":\[\]/)
  node.stop()
  world.run(100)
  node.mirror.openStore((store) => {
    if (isFault(store)) throw store
    const names = ['all', 'site%2Fa', 'node%2Fa-1']
    const gone = names.flatMap((name) => [{ del: `c/${name}` }, { del: `o/${name}//things/d/t1` }])
    store.batch(gone, { sync: true }, () => store.close(() => {}))
  })
  world.run(100)
  node.again()
  world.run(100)
  expect(asked(world, node, '/api/v1/services')).toContain('503 services cannot be read')
})

it('A7: an agent without an API server behind it is always alone', () => {
  const { world, node } = filled()
  world.run(5_000)
  expect(asked(world, node, '/apis/apps/v1/deployments')).toContain('cannot be reached')
})

it('A102: its numbers tell what is kept for the cloud, and of how much', () => {
  const { world, node } = filled()
  world.run(5_000)
  const { kept } = node.status()
  expect(kept).toEqual({ bytes: expect.any(Number), bytesMax: keepBytesUsual, putOff: 0 })
  const metrics = asked(world, node, '/metrics')
  expect(metrics).toContain(`causeway_edge_kept_bytes ${kept?.bytes}`)
  expect(metrics).toContain(`causeway_edge_kept_bytes_max ${keepBytesUsual}`)
  expect(metrics).toContain('causeway_edge_writes_put_off_total 0')
})
