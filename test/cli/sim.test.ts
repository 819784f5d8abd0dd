// The commands of the simulator as a user types them, from the built package.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, it } from 'vitest'

const main = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'causeway-sim-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const sim = (...args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, 'sim', ...args], {
    encoding: 'utf8',
    cwd: folder,
  })
  return { status, stdout, stderr, lastLine: stdout.trimEnd().split('\n').at(-1) ?? '' }
}

const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return name
}

it('W39: `sim run` ends with its digest, the same in another process, another for another seed', () => {
  const plan = write(
    'small.yaml',
    'sites: { a: 2 }\npods: 1\nsteps:\n  - { at: 2s, do: cut, nodes: a-1 }\n  - { at: 3s, do: heal, nodes: a }\n',
  )
  const [first, again] = [sim('run', '--plan', plan), sim('run', '--plan', plan)]
  expect(first.stderr).toBe('')
  expect(first.status).toBe(0)
  expect(first.stdout).toContain('sites     a=2, 1 pods, pace fast\n')
  expect(first.stdout).toContain('  0:02.000  cut a-1, both\n')
  expect(first.stdout).toContain('found          nothing\n')
  expect(first.lastLine).toMatch(/^trace sha256:[0-9a-f]{64}$/)
  expect(again.lastLine).toBe(first.lastLine)
  expect(sim('run', '--plan', plan, '--seed', '2').lastLine).not.toBe(first.lastLine)
})

it('U50: wrong usage of `sim run` ends with exit code 2 and says what was expected', () => {
  const line = write('wrong.yaml', 'sites: { a: 2 }\nsteps:\n  - { at: 2s, do: cut, nodes: b-1 }\n')
  expect(sim('run')).toMatchObject({ status: 2, stderr: expect.stringContaining('--seed N or') })
  expect(sim('run', '--plan', line)).toMatchObject({
    status: 2,
    stderr: `error: wrong.yaml, line 3: expected a node (a-1, a-2) or a site (a), cloud/0 or bus, came "b-1" (CONFIG_INVALID)\n`,
  })
  expect(sim('run', '--plan', 'none.yaml')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('expected a plan file or one of all-wans, clock-jump,'),
  })
})

it('W53: `sim canaries` says within how many seeds a bug is found, and fails where that is later than stated', () => {
  const found = sim('canaries', '--canary', 'spins', '--seeds', '1')
  expect(found.status).toBe(0)
  expect(found.stdout).toMatch(
    /^canary +found by +within seeds +stated\nspins +no assertion fails +1 +1\n$/,
  )
  const late = sim('canaries', '--canary', 'probes believe', '--seeds', '1')
  expect(late.status).toBe(1)
  expect(late.stdout).toMatch(/\nprobes believe +crash found +not in 1 +\d+\n$/)
  expect(late.stderr).toContain('not so: probes believe (CONFLICT)')
})

it('W42: a campaign shrinks what fails to a plan file that replays to the same story, and says what to type', () => {
  const campaign = sim(...'campaign --seeds 1 --jobs 1 --shrink 3 --canary spins'.split(' '))
  expect(campaign.status).toBe(1)
  expect(campaign.stdout).toMatch(
    /^seed 0 failed:\n0:02.000 {2}no assertion fails: .*makes progress/,
  )
  expect(campaign.stdout).toContain(
    'again: causeway sim replay sim-failures/seed-0.yaml, or whole:',
  )
  expect(campaign.stdout).toContain('causeway sim run --seed 0 --canary "spins"')
  expect(campaign.stdout).toMatch(/seeds +1, 1 failed\n/)
  expect(campaign.stderr).toContain('1/1 seeds, 1 failed')
  const file = join(folder, 'sim-failures/seed-0.yaml')
  const failure = readFileSync(file, 'utf8')
  expect(failure).toContain('steps: []')
  const replay = sim('replay', file)
  expect(replay.status).toBe(1)
  expect(replay.stdout).toContain('the same story as when it was found')
  writeFileSync(file, failure.replace('seeds: ', 'seeds: 9').replace('steps: []', 'steps: 1'))
  const other = sim('replay', file)
  expect(other.stderr).toMatch(/seed-0.yaml, line \d+: expected a list, came "1"/)
  expect(other.stderr).toMatch(
    /^this failure was found by causeway .*, seeds 9\d; this is .*: it may not/,
  )
})

it('U50: wrong usage of `sim replay`, `sim campaign` and `sim compare`, too', () => {
  expect(sim('replay', 'none.yaml')).toMatchObject({ status: 2 })
  expect(sim('campaign', '--seeds', 'many')).toMatchObject({
    status: 2,
    stderr: 'error: expected --seeds as a whole number from 1 on, came "many"\n',
  })
  expect(sim('compare', '--seeds', '0')).toMatchObject({
    status: 2,
    stderr: 'error: expected --seeds as a whole number from 1 on, came "0"\n',
  })
  expect(sim('campaign', '--canary', 'none', '--seeds', '1')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('expected a canary, one of "ballot misread", '),
  })
})
