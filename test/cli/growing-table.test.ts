// Tables whose rows come one after another.
import { expect, it } from 'vitest'
import { GrowingTable } from '../../src/cli/show/growing-table.ts'

const long = 'deploymentgrids.superedge.io/default/demo'

it('U74: rows that are gathered align with the longest of them; the last column is as wide as it is', () => {
  const table = new GrowingTable(['SEQ', 'KEY', 'WHAT'])
  expect([table.add(['1', 'node/a', 'a long text']), table.add(['12', long, 'x'])]).toEqual([
    '',
    '',
  ])
  const columns = table
    .flush()
    .split('\n')
    .map((line) => line.search(/(WHAT|a long|x)$|a long/))
  expect(columns.slice(0, 3)).toEqual([
    5 + long.length + 2,
    5 + long.length + 2,
    5 + long.length + 2,
  ])
})

it('U74: what comes afterwards is shown at once, as wide as what came before', () => {
  const table = new GrowingTable(['SEQ', 'KEY', 'WHAT'])
  expect(table.flush()).toBe('SEQ  KEY  WHAT\n')
  expect(table.add(['1', long, 'x'])).toBe(`1    ${long}  x\n`)
  expect(table.add(['2', 'node/a', 'y'])).toBe(`2    ${'node/a'.padEnd(long.length)}  y\n`)
})

it('U74: of very many rows the first hundreds decide how wide columns begin, and none is held back longer', () => {
  const table = new GrowingTable(['SEQ', 'WHAT'])
  const texts = Array.from({ length: 600 }, (_, seq) => table.add([String(seq), 'x']))
  expect(texts.filter((text) => text !== '').length).toBe(101)
  expect(texts.join('').split('\n')).toHaveLength(602)
})
