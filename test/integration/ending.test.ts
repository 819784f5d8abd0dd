// How `up` ends: whenever and however it is stopped, its processes end with it.
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, expect, it } from 'vitest'
import { poll } from '../../src/cli/promise.ts'
import { processesOf } from '../support/processes-of.ts'

const main = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'causeway-ending-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const begun: Begun[] = []
/** What a failed expectation left running is killed with its test, and its processes end. */
afterEach(async () => {
  for (const { up, ended } of begun.splice(0)) {
    up.kill('SIGKILL')
    await ended
  }
  await until('all processes end', () => processesOf(folder).length === 0)
}, 250_000)

interface Begun {
  readonly up: ChildProcess
  readonly printed: () => string
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>
}

function begin(data: string): Begun {
  const args = [main, 'up', '--data', data, '--sites', 'x=2']
  const up = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let printed = ''
  for (const stream of [up.stdout, up.stderr])
    stream.on('data', (bytes: Buffer) => (printed += bytes.toString()))
  const ended = new Promise<number | string>((resolve) =>
    up.once('exit', (code, signal) => resolve(code ?? signal ?? 'nothing')),
  )
  const one = { up, printed: () => printed, ended }
  begun.push(one)
  return one
}

async function until(what: string, holds: () => boolean): Promise<void> {
  const held = await poll(() => Promise.resolve(holds() ? true : undefined), 200_000, 20)
  expect(held, what).toBe(true)
}

interface Moment {
  readonly name: string
  readonly come: (printed: string, data: string) => boolean
}

const moments: readonly Moment[] = [
  { name: 'begins', come: (printed) => printed.includes('starting 0') },
  { name: 'starts its nodes', come: (_, data) => processesOf(data).length > 4 },
  { name: 'waits for its nodes', come: (printed) => printed.includes('nodes Ready') },
  { name: 'is ready', come: (printed) => printed.includes('Ctrl-C stops everything') },
]

for (const [at, { name, come }] of moments.entries()) {
  it(`U18: stopped when it ${name}, it ends in order with all its processes`, async () => {
    const data = join(folder, `moment-${at}`)
    const { up, printed, ended } = begin(data)
    await until(name, () => come(printed(), data))
    up.kill('SIGINT')
    expect(await ended, printed()).toBe(0)
    expect(processesOf(data), printed()).toEqual([])
    expect(printed()).toContain('stopping')
    expect(printed()).not.toMatch(/error|was killed/)
    expect(existsSync(join(data, 'up.json'))).toBe(false)
  }, 500_000)
}

it('U19: nothing outlives an `up` that is killed, and the next one takes up its folder', async () => {
  const data = join(folder, 'killed')
  const first = begin(data)
  await until('the first is ready', () => first.printed().includes('are Ready'))
  first.up.kill('SIGKILL')
  expect(await first.ended).toBe('SIGKILL')
  await until('its processes end', () => processesOf(data).length === 0)
  const second = begin(data)
  await until(second.printed(), () => second.printed().includes('are Ready'))
  second.up.kill('SIGTERM')
  expect(await second.ended, second.printed()).toBe(0)
  expect(processesOf(data)).toEqual([])
}, 700_000)
