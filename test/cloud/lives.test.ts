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

it('L24: what is said of a node is stamped after all that is known of it, whatever the own clock shows', () => {
  const lives = new Lives()
  expect(lives.after(node, at(5))).toEqual(at(5))
  lives.take(enrolled as Fact, at(500))
  const stamps = [lives.after(node, at(6)), lives.after(node, at(500)), lives.after(node, at(501))]
  expect(stamps).toEqual([{ ...at(500), counter: 1 }, { ...at(500), counter: 1 }, at(501)])
  lives.take(keys, { ...at(500), counter: 1 })
  expect(lives.after(node, at(7))).toEqual({ ...at(500), counter: 2 })
  expect(lives.isPast(keys, lives.after(node, at(7)))).toBe(false)
  expect(lives.after('b', at(8))).toEqual(at(8))
})

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
