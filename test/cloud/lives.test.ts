// Which life of a Node facts are of, in whatever order they come.
import { expect, it } from 'vitest'
import { Lives } from '../../cloud/lives.ts'
import type { Fact } from '../../src/facts.ts'
import { nodeId } from '../../src/kernel/ids.ts'
import { wallMs } from '../../src/kernel/time.ts'

const node = nodeId('a')
const at = (ms: number) => ({ wallMs: wallMs(ms), counter: 0 })
const enrolled = { kind: 'node-enrolled', node, site: 's', incarnation: 1, epoch: 1, kubelet: 'ok' }
const forgotten: Fact = { kind: 'node-forgotten', node }
const keys: Fact = { kind: 'keys-forgotten', node }

it('L21: what is older than the beginning or the end of a life is past, of this node alone', () => {
  const lives = new Lives()
  expect(lives.isPast(forgotten, at(5))).toBe(false)
  lives.take(enrolled as Fact, at(10))
  expect(lives.isPast(forgotten, at(9))).toBe(true)
  expect(lives.isPast(keys, at(9))).toBe(true)
  expect(lives.isPast(keys, at(11))).toBe(false)
  expect(lives.isPast({ kind: 'node-forgotten', node: nodeId('b') }, at(9))).toBe(false)
  lives.take(forgotten, at(20))
  expect(lives.isPast(enrolled as Fact, at(10))).toBe(true)
  expect(lives.isPast(enrolled as Fact, at(21))).toBe(false)
})
