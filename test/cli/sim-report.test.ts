// `--report` as a user types it, from the built package.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, it } from 'vitest'

const main = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'causeway-report-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const sim = (...args: readonly string[]) =>
  spawnSync(process.execPath, [main, 'sim', ...args], { encoding: 'utf8', cwd: folder })

it('W77: `sim run` and `sim replay` write a report beside what they print, and say so before they run when they cannot', () => {
  const steps = '  - { at: 2s, do: cut, nodes: a-1 }\n  - { at: 3s, do: heal, nodes: a }\n'
  writeFileSync(join(folder, 'small.yaml'), `sites: { a: 2 }\npods: 1\nsteps:\n${steps}`)
  const run = sim('run', '--plan', 'small.yaml', '--report', 'run.html')
  expect(run.stderr).toBe('')
  expect(run.stdout).toContain('report         run.html\n')
  const page = readFileSync(join(folder, 'run.html'), 'utf8')
  expect(page).toContain(run.stdout.trimEnd().split('\n').at(-1)?.replace('trace ', ''))
  expect(sim('replay', 'small.yaml', '--report', 'again.html').status).toBe(0)
  expect(readFileSync(join(folder, 'again.html'), 'utf8')).toBe(page)
  const lost = sim('run', '--plan', 'small.yaml', '--report', join('none', 'run.html'))
  expect(lost).toMatchObject({ status: 2, stdout: '' })
  expect(lost.stderr).toContain('expected to write the report to none/run.html, came ENOENT')
})
