// The torture's command line, with a handful of rounds.
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it, vi } from 'vitest'

vi.setConfig({ testTimeout: 120_000 }) // each command is a process of its own

const main = fileURLToPath(new URL('main.ts', import.meta.url))
const strip = new URL('../support/strip-types.mjs', import.meta.url).href

function torture(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['--import', strip, main, ...args], (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err })
    })
  })
}

it('U39: the torture says its seed first and repeats itself with it; a table tells what was done and what came of it', async () => {
  const first = await torture('crash', '--rounds', '12', '--seed', '4')
  expect([first.code, first.err]).toEqual([0, ''])
  expect(first.out).toMatch(/^seed 4\n/)
  expect(first.out).toMatch(/DAMAGE +OUTCOME +ROUNDS\n/)
  expect(first.out).toMatch(/no violation\n$/)
  const untimed = (text: string) => text.replaceAll(/\(.* s\)/g, '')
  expect(untimed((await torture('crash', '--rounds', '12', '--seed', '4')).out)).toBe(
    untimed(first.out),
  )
})

it('U39: what is no section or no number of rounds is wrong usage', async () => {
  for (const args of [['nonsense'], ['--rounds', '0']])
    expect(await torture(...args)).toMatchObject({ code: 2, out: '' })
})
