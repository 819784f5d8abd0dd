// What the node controller made of a silence, and how it is put back.
import { describe, expect, it } from 'vitest'
import { madeUnready, reportedConditions, restoredConditions } from '../../cloud/node-conditions.ts'
import { taintPatch } from '../../cloud/taint-patch.ts'
import type { KubeObject } from '../../src/objects/object.ts'

const node = (conditions: readonly object[], taints?: readonly object[]): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'n1', resourceVersion: '7' },
  spec: taints === undefined ? {} : { taints },
  status: { conditions },
})
const reported = { type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'fine' } as const
const linked = { type: 'CausewayLinked', status: 'False', reason: 'PeersHearNode' } as const
const silenced = (type: string) => ({ type, status: 'Unknown', reason: 'NodeStatusUnknown' })
const now = '2026-11-20T10:00:00Z'

describe('node conditions', () => {
  it('C6: silenced conditions are put back as the kubelet last reported them, and no others', () => {
    expect(reportedConditions(node([silenced('Ready'), linked]))).toEqual([linked])
    const broken = node([silenced('Ready'), silenced('DiskPressure'), linked])
    const restored = restoredConditions(broken, [reported], now)
    expect(restored).toEqual([
      { ...reported, lastTransitionTime: now },
      expect.objectContaining({ type: 'DiskPressure', status: 'False', reason: 'CausewayHeld' }),
    ])
    expect(restoredConditions(node([reported, linked]), [], now)).toEqual([])
  })

  it('C6: a pod is made ready again only if its containers and gates are', () => {
    const pod = (conditions: readonly object[], more = {}): KubeObject => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p', ...more },
      spec: { readinessGates: [{ conditionType: 'example.com/gate' }] },
      status: { conditions },
    })
    const unready = { type: 'Ready', status: 'False' }
    const containers = { type: 'ContainersReady', status: 'True' }
    const gate = { type: 'example.com/gate', status: 'True' }
    expect(madeUnready(pod([unready, containers, gate]))).toBe(true)
    expect(madeUnready(pod([unready, containers]))).toBe(false)
    expect(madeUnready(pod([unready, { ...containers, status: 'False' }, gate]))).toBe(false)
    expect(madeUnready(pod([{ ...unready, status: 'True' }, containers, gate]))).toBe(false)
    expect(madeUnready(pod([unready, containers, gate], { deletionTimestamp: now }))).toBe(false)
  })

  it('C7: a taint is set and removed without touching another', () => {
    const ours = { key: 'causeway.io/isolated', effect: 'NoSchedule' } as const
    const other = { key: 'causeway.io/isolated', effect: 'NoExecute' }
    const patch = (taints: readonly object[] | undefined, present: boolean) =>
      taintPatch('/n', node([], taints), ours, present)?.body
    const merge = (taints: readonly object[]) => ({
      merge: { metadata: { resourceVersion: '7' }, spec: { taints } },
    })
    expect(patch(undefined, true)).toEqual(merge([ours]))
    expect(patch([other], true)).toEqual(merge([other, ours]))
    expect(patch([other, ours], false)).toEqual(merge([other]))
    expect(patch([other, ours], true)).toBeUndefined()
    expect(patch([other], false)).toBeUndefined()
  })
})
