// How much a node that is alone may still write down.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { monoMs } from '../../../src/kernel/time.ts'
import { allow } from '../../../src/mirror/pending/allowance.ts'
import type { Allowance } from '../../../src/mirror/pending/allowance.ts'

const mib = 1_048_576
const hourMs = 3_600_000
const bytesMax = 256 * mib

/** A node that writes as fast as it may, now and then starts anew, and what it has written after each step. */
function writer(bytes = 0) {
  let known: Allowance | undefined
  let now = 0
  const world = {
    bytes,
    restart: () => (known = undefined),
    wait: (ms: number) => (now += ms),
    write: (size: number, isMinor = false): number => {
      const cost = { bytes: size, isMinor }
      const allowed = allow(known, { bytes: world.bytes, bytesMax }, cost, monoMs(now))
      if (!('left' in allowed)) return allowed.againMs
      known = allowed.left
      world.bytes += size
      return 0
    },
  }
  return world
}

it('A101: whatever is written, and however often a node starts anew, a quarter of the bound is left', () => {
  const step = fc.oneof(
    fc.record({ size: fc.integer({ min: 1, max: 8 * mib }), minor: fc.boolean() }),
    fc.constant('restart' as const),
    fc.integer({ min: 1, max: 100 * hourMs }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
      const node = writer()
      for (const each of steps) {
        if (each === 'restart') node.restart()
        else if (typeof each === 'number') node.wait(each)
        else node.write(each.size, each.minor)
        expect(node.bytes).toBeLessThanOrEqual((bytesMax * 3) / 4)
      }
    }),
  )
})

it('A101: half of what is left may be written at once, then a pace that lasts for a week; it gets slower and never stops', () => {
  const node = writer()
  const size = 64 * 1_024
  while (node.write(size) === 0);
  expect(node.bytes / mib).toBeGreaterThan(60)
  for (let week = 1; week <= 8; week++) {
    const before = node.bytes
    for (let hour = 0; hour < 7 * 24; hour++) {
      node.wait(hourMs)
      while (node.write(2_048) === 0);
    }
    expect(node.bytes).toBeGreaterThan(before + mib / 64)
  }
  const againMs = node.write(2_048)
  expect(againMs).toBeGreaterThan(0)
  node.wait(againMs + 1)
  expect(node.write(2_048)).toBe(0)
})

it('A101: events are put off first, and where nothing is left everything is', () => {
  const node = writer()
  while (node.write(mib / 4, true) === 0);
  expect(node.write(mib / 4)).toBe(0)
  expect(writer(bytesMax).write(1)).toBe(Infinity)
})
