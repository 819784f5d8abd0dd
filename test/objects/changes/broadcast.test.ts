// Who is told of which changes.
import { expect, it } from 'vitest'
import { createBroadcast } from '../../../src/objects/changes/broadcast.ts'
import type { Change, Pin } from '../../../src/objects/collection.ts'
import type { KubeObject } from '../../../src/objects/object.ts'

const pods = { group: '', resource: 'pods' }
const pod = (name: string, nodeName: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: { nodeName },
})
const on = (value: string): Pin => ({
  field: 'spec.nodeName',
  value,
  of: (object) => String((object['spec'] as { readonly nodeName: string }).nodeName),
})

it('W124: who listens to objects whose field has one value is told when it has, gets or loses that value, and else not', () => {
  const { subscribe, tell } = createBroadcast()
  const told: string[] = []
  const listen = (who: string, pin?: Pin) =>
    subscribe('/pods', ({ object }) => told.push(`${who} ${object.metadata.name}`), pin)
  listen('all')
  const leave = listen('a', on('a'))
  listen('b', on('b'))
  const change = (object: KubeObject, previous?: KubeObject): Change =>
    previous === undefined
      ? { type: 'ADDED', version: 1, object }
      : { type: 'MODIFIED', version: 1, object, previous }
  tell(pods, change(pod('one', 'a')))
  tell(pods, change(pod('two', 'b'), pod('two', 'b')))
  tell(pods, change(pod('three', 'b'), pod('three', 'a')))
  tell(pods, change(pod('four', 'c')))
  leave()
  tell(pods, change(pod('five', 'a')))
  expect(told).toEqual([
    ...['all one', 'a one', 'all two', 'b two'],
    ...['all three', 'b three', 'a three', 'all four', 'all five'],
  ])
})
