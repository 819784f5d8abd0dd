// The local socket suite against every kind, and what Unix domain sockets do besides.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { systemClock } from '../../bus/adapters/system-clock.ts'
import { createMemorySocket } from '../../edge/adapters/memory-socket.ts'
import { askUnix } from '../../edge/adapters/unix-asking.ts'
import { unixSocket } from '../../edge/adapters/unix-socket.ts'
import type { LocalDoor } from '../../edge/ipam/local-socket.ts'
import { Fault, isFault } from '../../src/kernel/fault.ts'
import { bounds, localSocketConformance } from './local-socket.ts'

let folder = ''
let sockets = 0
const path = () => join(folder, `${++sockets}.sock`)
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'causeway-socket-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

localSocketConformance('memory', () => {
  const memory = createMemorySocket(systemClock)
  return { socket: memory, ask: memory.ask, path, close: () => undefined }
})

localSocketConformance('unix', () => ({
  socket: unixSocket,
  ask: askUnix,
  path,
  close: () => undefined,
}))

const listen = (at: string) =>
  new Promise<LocalDoor | Fault>((done) => {
    const answer = (question: Uint8Array | Fault, reply: (bytes: Uint8Array) => void) =>
      reply(isFault(question) ? new TextEncoder().encode(question.code) : question)
    unixSocket.listen(at, bounds, answer, done)
  })
const close = (door: LocalDoor | Fault) =>
  new Promise<void>((done) => (isFault(door) ? done() : door.close(done)))

/** What somebody hears who says this and waits. */
const said = async (at: string, text: string | Uint8Array, ends: boolean): Promise<string> => {
  const socket = connect(at)
  socket.write(text)
  if (ends) socket.end()
  const chunks: Buffer[] = []
  socket.on('data', (chunk) => chunks.push(chunk)).on('error', () => {})
  await once(socket, 'end')
  socket.destroy()
  return Buffer.concat(chunks).toString()
}

it('I31: its owner alone may use the socket, and its folder is made for him alone', async () => {
  const at = join(folder, 'made', 'below', 'it.sock')
  const door = await listen(at)
  expect(statSync(at).mode & 0o777).toBe(0o600)
  expect(statSync(join(folder, 'made', 'below')).mode & 0o777).toBe(0o700)
  await close(door)
  expect(existsSync(at)).toBe(false)
})

it('I31: the socket of a killed process is taken over', async () => {
  const at = path()
  const script = join(folder, 'listen.mjs')
  writeFileSync(
    script,
    `import { createServer } from 'node:net'
    createServer().listen(process.argv[2], () => process.send('up'))`,
  )
  const child = fork(script, [at], { execArgv: [] })
  await once(child, 'message')
  expect(await listen(at)).toMatchObject({ code: 'PORT_IN_USE' })
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(existsSync(at)).toBe(true)
  const door = await listen(at)
  expect(isFault(door)).toBe(false)
  await close(door)
})

it('I31: a path where no socket can be is CONFIG_INVALID', async () => {
  writeFileSync(join(folder, 'file'), '')
  for (const at of [join(folder, 'file', 'x.sock'), join(folder, 'x'.repeat(108)), folder])
    expect(await listen(at)).toMatchObject({ code: 'CONFIG_INVALID' })
  expect(await listen(join(folder, 'file'))).toMatchObject({ code: 'CONFIG_INVALID' })
  expect(existsSync(join(folder, 'file'))).toBe(true)
})

it('I31: who says half a line, nothing, too much, or leaves, is answered or dropped, and others are served', async () => {
  const at = path()
  const door = await listen(at)
  const endless = new Uint8Array(1_000_000).fill(65)
  const heard = await Promise.all([
    said(at, 'half', true),
    said(at, 'half', false),
    said(at, endless, false),
    said(at, '\n\nlate\n', true),
    said(at, 'first\nsecond\n', true),
  ])
  expect(heard).toEqual(['MALFORMED\n', 'TIMEOUT\n', 'TOO_LARGE\n', 'late\n', 'first\n'])
  const gone = connect(at)
  await once(gone, 'connect')
  gone.destroy()
  expect(await said(at, 'still\n', true)).toBe('still\n')
  await close(door)
})

it('I31: whatever is at a path that is not a socket is asked in vain', async () => {
  const at = path()
  writeFileSync(at, 'a file')
  const answer = await new Promise((done) => askUnix(at, new Uint8Array(1), 1_000, done))
  expect(answer).toMatchObject({ code: 'REFUSED' })
})
