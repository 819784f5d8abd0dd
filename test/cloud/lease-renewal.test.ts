// Renewing a Lease in a kubelet's place: times that only rise, and whose renewal it was.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { leaseSeen, newLease, renewed } from '../../cloud/lease-renewal.ts'
import { nodeId } from '../../src/kernel/ids.ts'
import { wallMs } from '../../src/kernel/time.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { microTimestamp } from '../../src/objects/timestamp.ts'

const fresh = newLease(nodeId('n1'), 'u1')
/** What a kubelet does: the time alone changes. */
const byKubelet = (lease: KubeObject, micros: number): KubeObject => ({
  ...lease,
  spec: { ...(lease['spec'] as object), renewTime: microTimestamp(micros) },
})
const time = fc.integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 })

describe('lease renewal', () => {
  it('C5: a renewal is later than ever before: now, or 1 µs later where now is earlier or a leap ahead', () => {
    const leap = fc.constantFrom(0, 6_000, 50_000)
    fc.assert(
      fc.property(time, time, time, leap, (stored, after, now, leapMs) => {
        const later = { afterMicros: after * 1_000, leapMs }
        const seen = leaseSeen(renewed(byKubelet(fresh, stored * 1_000), wallMs(now), later))
        const latest = Math.max(stored, after)
        const believed = now > latest && now <= latest + leapMs
        expect(seen?.renewMicros).toBe(believed ? now * 1_000 : latest * 1_000 + 1)
      }),
    )
  })

  it('C5: the holder knows the renewals that a holder wrote, its predecessor’s too', () => {
    const held = renewed(fresh, wallMs(1_700_000_000_000), { afterMicros: 0, leapMs: 6_000 })
    const heldMicros = 1_700_000_000_000_000
    expect(leaseSeen(held)).toEqual({ own: true, renewMicros: heldMicros, heldMicros })
    const kubelets = leaseSeen(byKubelet(held, heldMicros - 5))
    expect(kubelets).toEqual({ own: false, renewMicros: heldMicros - 5, heldMicros })
    expect(leaseSeen(fresh)).toBeUndefined()
  })
})
