// The model of plain Kubernetes, held to what is published and to the small Kubernetes.
import { expect, it } from 'vitest'
import { leaseModel, leaseTimes } from '../../../sim/compare/lease.ts'
import { realPace } from '../../../sim/kube/config.ts'
import { kinds } from '../../../sim/kube/controllers/kinds.ts'
import { placeNodes } from '../../../sim/world/layout.ts'
import { createCluster } from '../kube/cluster.ts'
import { playNodes } from '../kube/scripted-nodes.ts'
import { at, cutOff, heal, saidBy, smallField, told } from './small-field.ts'

const graceMs = realPace.controllers.nodeMonitorGraceMs
const sites = { a: 5, b: 3 }
const all = placeNodes(sites).map(({ node }) => node)

it('W80: plain Kubernetes calls a silent node failed after its grace, evicts it 300 s later, and takes it back', () => {
  const plan = [at(100, cutOff('a-1')), at(500, heal('a-1'))]
  const said = saidBy(leaseModel(40_000), smallField(sites, plan), 600)
  expect(told(said)).toEqual(['a-1 failed', 'a-1 evicted', 'a-1 healthy'])
  const [failed = 0, evicted = 0, healthy = 0] = said.map(({ atMs }) => atMs)
  const renewMs = leaseTimes.renewMs * (1 + leaseTimes.renewJitter)
  expect(failed).toBeGreaterThan(100_000 + 40_000 - renewMs)
  expect(failed).toBeLessThan(100_000 + 40_000 + leaseTimes.monitorMs)
  expect(evicted - failed).toBeGreaterThanOrEqual(300_000)
  expect(evicted - failed).toBeLessThan(300_000 + 2 * leaseTimes.monitorMs)
  expect(healthy).toBeLessThan(500_000 + 5 * leaseTimes.timeoutMs)
})

/** Who may keep the taint that evicts in the small Kubernetes, when some nodes fall silent for good. */
function taintedInSmall(silent: readonly string[]): readonly string[] {
  const cluster = createCluster({ pace: realPace })
  const labels = (node: string) => ({ 'topology.kubernetes.io/zone': node.slice(0, 1) })
  const script = playNodes(cluster, all, { renewMs: 10_000, confirms: false, labels })
  cluster.run(30_000)
  script.silence(...silent)
  cluster.run(150_000)
  return cluster
    .list(kinds.nodes)
    .filter(({ spec }) => spec.taints?.some(({ effect }) => effect === 'NoExecute'))
    .map(({ metadata }) => metadata.name)
}

it('W81: the model evicts whom the small Kubernetes would: by zone, at its pace, and nobody when all are silent', () => {
  const silences = [
    ['a-1'],
    ['a-1', 'a-2', 'b-1'],
    ['b-1', 'b-2', 'b-3'],
    ['a-1', 'b-1', 'b-2', 'b-3'],
    all,
  ]
  for (const silent of silences) {
    const said = saidBy(leaseModel(graceMs), smallField(sites, [at(30, cutOff(...silent))]), 480)
    const evicted = said.filter(({ what }) => what === 'evicted')
    expect(evicted.map(({ node }) => node).toSorted(), silent.join()).toEqual(
      taintedInSmall(silent),
    )
    for (const zone of ['a', 'b']) {
      const times = evicted.filter(({ node }) => node.startsWith(zone)).map(({ atMs }) => atMs)
      for (const [i, time] of times.slice(1).entries())
        expect(time - (times[i] ?? 0)).toBeGreaterThanOrEqual(leaseTimes.taintEveryMs)
    }
  }
})

/** Renewals are spread over a period, so one or two may be tainted before the third is missed. */
it('W82: a small zone of which most are silent loses nobody more', () => {
  const plan = [at(30, cutOff('a-1', 'a-2', 'a-3', 'a-4'))]
  const evicted = [1, 2, 3, 4, 5, 6].map((seed) => {
    const said = saidBy(leaseModel(graceMs), smallField(sites, plan, seed), 600)
    return said.filter(({ what }) => what === 'evicted').length
  })
  expect(Math.max(...evicted)).toBeLessThanOrEqual(2)
  expect(Math.min(...evicted)).toBe(0)
  expect(taintedInSmall(['a-1', 'a-2', 'a-3', 'a-4'])).toEqual([])
})

it('W82: when all fall silent those that were to be evicted are let go', () => {
  const plan = [at(30, cutOff('a-1')), at(200, cutOff(...all))]
  const said = saidBy(leaseModel(graceMs), smallField(sites, plan), 900)
  expect(said.filter(({ what }) => what === 'evicted')).toEqual([])
  expect(said.filter(({ what }) => what === 'failed').length).toBe(all.length)
})
