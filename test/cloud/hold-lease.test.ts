// The right to hold, contested by replicas on virtual time against the small Kubernetes.
import { describe, expect, it } from 'vitest'
import { HoldLease, holdLeaseConfig } from '../../cloud/hold-lease.ts'
import { holderPath } from '../../cloud/kube-paths.ts'
import { createSchedule } from '../../sim/schedule.ts'
import { random } from '../../src/kernel/random.ts'
import { wallMs } from '../../src/kernel/time.ts'
import { smallKube } from '../support/kube.ts'

function world() {
  const wallStart = wallMs(1_763_632_800_000)
  const schedule = createSchedule({ wallStart, random: random('schedule') })
  const kube = smallKube(schedule.spawn().clock)
  const run = (ms: number) => schedule.run(schedule.now() + ms)
  const replica = (identity: string) => {
    const process = schedule.spawn()
    const story: string[] = []
    const lease = new HoldLease({
      kube: kube.client,
      clock: process.clock,
      identity,
      config: holdLeaseConfig,
      held: (held) => story.push(`${held ? 'held' : 'lost'} at ${schedule.now() / 1_000}`),
      failed: () => undefined,
    })
    lease.start()
    return { lease, story, kill: process.kill }
  }
  const spec = () => kube.call('GET', `${holderPath}/causeway-holder`)['spec'] as object
  return { run, replica, spec, kube, now: () => schedule.now() / 1_000 }
}

describe('the right to hold', () => {
  it('C9: one replica has it, and keeps it', () => {
    const { run, replica, spec } = world()
    const [a, b] = [replica('a'), replica('b')]
    run(600_000)
    expect([a.lease.isHeld(), b.lease.isHeld()].filter(Boolean)).toHaveLength(1)
    expect([...a.story, ...b.story]).toHaveLength(1)
    expect(spec()).toMatchObject({ leaseTransitions: 0, leaseDurationSeconds: 15 })
  })

  it('C9: a holder that is started again has it at once; another waits a whole Lease', () => {
    const { run, replica, spec, now } = world()
    const first = replica('a')
    run(60_000)
    const rival = replica('b')
    run(10_000)
    first.kill()
    const again = replica('a')
    run(1_000)
    expect(again.lease.isHeld()).toBe(true)
    expect(rival.story).toEqual([])
    again.kill()
    const killedAt = now()
    run(14_000)
    expect(rival.lease.isHeld()).toBe(false)
    run(8_000)
    expect(rival.lease.isHeld()).toBe(true)
    expect(now() - killedAt).toBeLessThan(25)
    expect(spec()).toMatchObject({ holderIdentity: 'b', leaseTransitions: 1 })
  })

  it('C9: a holder that cannot renew gives up before another may take over, and takes it up again', () => {
    const { run, replica, kube } = world()
    const { lease, story } = replica('a')
    run(60_000)
    kube.setSilent(true)
    run(12_000)
    expect(lease.isHeld()).toBe(false)
    kube.setSilent(false)
    run(8_000)
    expect(lease.isHeld()).toBe(true)
    expect(story.map((line) => line.split(' ')[0])).toEqual(['held', 'lost', 'held'])
  })

  it('C9: a holder that stops gives the right back', () => {
    const { run, replica } = world()
    const first = replica('a')
    run(5_000)
    const rival = replica('b')
    run(5_000)
    let stopped = false
    first.lease.stop(() => {
      stopped = true
    })
    run(3_000)
    expect(stopped).toBe(true)
    expect(rival.lease.isHeld()).toBe(true)
  })

  it('C9: of two that take a free Lease at the same moment one gets it', () => {
    const { run, replica, kube } = world()
    const a = replica('a')
    kube.meddleOnce(() => {
      const metadata = { name: 'causeway-holder', namespace: 'kube-system' }
      const spec = { holderIdentity: 'z', renewTime: '2025-11-20T10:00:00.000000Z' }
      kube.call('POST', holderPath, {
        apiVersion: 'coordination.k8s.io/v1',
        kind: 'Lease',
        metadata,
        spec,
      })
    })
    run(10_000)
    expect(a.lease.isHeld()).toBe(false)
    run(10_000)
    expect(a.lease.isHeld()).toBe(true)
  })
})
