// What a node says of a pod.
import { expect, it } from 'vitest'
import { goneWord, podWord } from '../../src/services/pod-word.ts'
import type { KubeObject } from '../../src/objects/object.ts'

const metadata = { namespace: 'shop', name: 'web-0', uid: 'u1', labels: { app: 'web' } }
const status = { podIPs: [{ ip: '10.0.0.7' }, { ip: 'fd00::7' }], phase: 'Running' }
const pod = (more: Partial<KubeObject> = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata,
  status,
  ...more,
})
const gone = goneWord(metadata)

it('A96: a word has what endpoints depend on, and nothing else of the pod', () => {
  const spec = {
    hostname: 'web-0',
    subdomain: 'web',
    containers: [
      {
        name: 'c',
        env: [{ name: 'SECRET', value: 'x' }],
        ports: [{ name: 'http', containerPort: 80 }],
      },
      { name: 'd', ports: [{ containerPort: 81 }, { name: '', containerPort: 82 }] },
    ],
  }
  const word = podWord(
    pod({ spec, status: { ...status, conditions: [{ type: 'Ready', status: 'True' }] } }),
  )
  expect(word).toEqual({
    ...gone,
    isGone: false,
    isReady: true,
    addresses: ['10.0.0.7', 'fd00::7'],
    labels: { app: 'web' },
    hostname: 'web-0',
    subdomain: 'web',
    ports: [{ name: 'http', port: 80, protocol: 'TCP' }],
  })
  expect(JSON.stringify(word)).not.toContain('SECRET')
  expect(podWord(pod({ status: { podIP: '' } }))).toMatchObject({ isReady: false, addresses: [] })
})

it('A98: of a pod that has ended it says that it is gone, of one that is being deleted nothing', () => {
  for (const phase of ['Succeeded', 'Failed'])
    expect(podWord(pod({ status: { ...status, phase } }))).toEqual(gone)
  const deletionTimestamp = '2026-01-01T00:00:00Z'
  expect(podWord(pod({ metadata: { ...metadata, deletionTimestamp } }))).toBe(undefined)
})
