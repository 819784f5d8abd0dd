// An agent over a journal that a newer version wrote to.
import { expect, it } from 'vitest'
import { openJournal } from '../../bus/journal/open-journal.ts'
import type { OpenedJournal } from '../../bus/journal/parts.ts'
import { producerOf } from '../../edge/producer.ts'
import { nodeId } from '../../src/kernel/ids.ts'
import { wallMs } from '../../src/kernel/time.ts'
import { edgeWorld } from '../support/edge-world.ts'

it('E23: facts of an unknown kind or a newer version are kept and shipped, not understood, and stop nothing', () => {
  const world = edgeWorld({ a: ['a-1'] })
  const node = world.start('a-1')
  world.run(5_000)
  node.stop()
  world.run(100)
  const { clock } = world.schedule.spawn()
  const { hash } = node.keys
  const parts = { producer: producerOf(nodeId('a-1')), ...node.disk, hash, clock }
  const body = new TextEncoder().encode('{"what":"was not thought of yet"}')
  const common = { lane: 'state', hlc: { wallMs: wallMs(1), counter: 0 }, body } as const
  openJournal(parts, (opened) => {
    const { journal } = opened as OpenedJournal
    const drafts = [
      { ...common, kind: 'from-the-future', kindVersion: 1, key: 'node/a-1/from-the-future' },
      { ...common, kind: 'incarnation-began', kindVersion: 9, key: 'node/a-1/incarnation-began' },
    ]
    journal.append(drafts, () => journal.close(() => node.again()))
  })
  world.run(5_000)
  expect(node.status()).toMatchObject({ incarnation: 2, link: 'linked', lag: 0 })
  const shipped = world.cloud.took.map(({ kind, kindVersion }) => [kind, kindVersion])
  expect(shipped).toContainEqual(['from-the-future', 1])
  expect(shipped).toContainEqual(['incarnation-began', 9])
})
