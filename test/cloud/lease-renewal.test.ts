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
  it('C5: a renewal is max(now, stored + 1 µs), however far ahead the kubelet’s clock is', () => {
    fc.assert(
      fc.property(time, time, (stored, now) => {
        const seen = leaseSeen(renewed(byKubelet(fresh, stored * 1_000), wallMs(now)))
        expect(seen?.renewMicros).toBe(Math.max(now * 1_000, stored * 1_000 + 1))
      }),
    )
  })

  it('C5: the holder knows the renewals that a holder wrote, its predecessor’s too', () => {
    const held = renewed(fresh, wallMs(1_700_000_000_000))
    expect(leaseSeen(held)).toEqual({ own: true, renewMicros: 1_700_000_000_000_000 })
    expect(leaseSeen(byKubelet(held, 1_700_000_000_000_001))?.own).toBe(false)
    expect(leaseSeen(fresh)).toBeUndefined()
  })
})
