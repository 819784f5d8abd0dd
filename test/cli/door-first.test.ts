// In which order an agent loads what it needs: its API first, the rest soon.
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { HttpServer } from '../../bus/http.ts'
import { doorFirst } from '../../src/cli/roles/door-first.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const at = { host: '127.0.0.1', port: 1 }
const opens: HttpServer = {
  listen: (address, _handle, done) => done({ address, close: (closed) => closed() }),
}

function watched() {
  const { server, after } = doorFirst(opens)
  const told = { isAfter: false }
  void after.then(() => (told.isAfter = true))
  return { server, told }
}

it('A130: what joins a node to others is loaded a moment after its API is open', async () => {
  const { server, told } = watched()
  await vi.advanceTimersByTimeAsync(500)
  expect(told.isAfter).toBe(false)
  const done = vi.fn()
  server.listen(at, () => {}, done)
  expect(done).toHaveBeenCalledOnce()
  expect(told.isAfter).toBe(false)
  await vi.advanceTimersByTimeAsync(100)
  expect(told.isAfter).toBe(true)
})

it('A130: a door that stays closed is waited for during a second', async () => {
  const { told } = watched()
  await vi.advanceTimersByTimeAsync(990)
  expect(told.isAfter).toBe(false)
  await vi.advanceTimersByTimeAsync(20)
  expect(told.isAfter).toBe(true)
})
