// `causeway state` and `causeway events` against a door that answers as the cloud's does.
import { execFile } from 'node:child_process'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { createServer as createHttp } from 'node:http'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'

vi.setConfig({ testTimeout: 120_000 }) // each command is a process of its own

const main = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url))
const past = { at: '2026-11-20T09:45:00.000Z', sites: [], nodes: [{ node: 'a-1', hold: true }] }
const asked: string[] = []
let door: Server = createServer()

beforeAll(async () => {
  door = createHttp(({ url = '' }, reply) => {
    asked.push(url)
    if (url.startsWith('/v1/state?at=2001')) {
      reply.writeHead(410)
      reply.end(JSON.stringify({ message: 'expected a time from 2026 on' }))
    } else if (url.startsWith('/v1/state')) reply.end(JSON.stringify(past))
    else {
      reply.writeHead(200, { 'causeway-kept-from': '41', 'causeway-last': '50' })
      reply.end()
    }
  })
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve))
})
afterAll(() => door.close())

function run(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const at = `127.0.0.1:${(door.address() as AddressInfo).port}`
  return new Promise((resolve) => {
    execFile(process.execPath, [main, ...args, '--cloud', at], (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err })
    })
  })
}

it('U34: `state --at` asks for the moment that was meant, and prints it as YAML or JSON', async () => {
  const yaml = await run('state', '--at', '2026-11-20T10:45:00+01:00')
  expect([yaml.code, yaml.err]).toEqual([0, ''])
  expect(yaml.out).toContain('nodes:\n  - node: a-1\n    hold: true\n')
  expect(asked.at(-1)).toBe('/v1/state?at=2026-11-20T09%3A45%3A00.000Z')
  const json = await run('state', '--at', '-10m', '-o', 'json')
  expect(JSON.parse(json.out)).toEqual(past)
  const at = new URLSearchParams(asked.at(-1)?.split('?')[1]).get('at') ?? ''
  expect(Math.abs(Date.now() - 600_000 - Date.parse(at))).toBeLessThan(60_000)
})

it('U34: a time before the horizon is refused with the cloud’s words', async () => {
  const ran = await run('state', '--at', '2001-01-01T00:00:00Z')
  expect([ran.code, ran.out, ran.err]).toEqual([1, '', 'error: expected a time from 2026 on\n'])
})

it('U35: `events --from` says what is no longer kept one by one, and what is not there yet', async () => {
  const says = async (from: string) => (await run('events', '--from', from)).err
  expect(await says('7')).toBe('facts 7..40 are no longer kept one by one; these begin with 41\n')
  expect(await says('41')).toBe('')
  expect(await says('60')).toBe('the last fact so far is 50\n')
})
