// The volumes of a node's pods, read by its kubelet at its own API while it is cut off; those of other nodes are not there.
import { expect, it } from 'vitest'
import { localApis } from '../../edge/api/config.ts'
import { cloudWorld } from '../support/cloud-world.ts'
import { startNode } from '../support/edge-world.ts'
import { keyring } from '../support/small-cloud.ts'
import { createVirtualLan } from '../support/virtual-lan.ts'

const volumes = '/api/v1/persistentvolumes'
const claims = '/api/v1/namespaces/default/persistentvolumeclaims'
const secrets = '/api/v1/namespaces/default/secrets'
const attachments = '/apis/storage.k8s.io/v1/volumeattachments'

/** A pod on a node, with a claim, its volume, the Secret that mounts it, and its attachment, all of one name. */
function inhabit(
  { call }: ReturnType<typeof cloudWorld>['kube'],
  name: string,
  node: string,
): void {
  const of = (kind: string, apiVersion = 'v1') => ({ apiVersion, kind, metadata: { name } })
  const resources = { requests: { storage: '1Gi' } }
  const spec = { accessModes: ['ReadWriteOnce'], resources, volumeName: name }
  call('POST', secrets, { ...of('Secret'), stringData: { key: name } })
  call('POST', claims, { ...of('PersistentVolumeClaim'), spec })
  const nodePublishSecretRef = { namespace: 'default', name }
  call('POST', volumes, {
    ...of('PersistentVolume'),
    spec: {
      accessModes: ['ReadWriteOnce'],
      capacity: { storage: '1Gi' },
      claimRef: { namespace: 'default', name },
      csi: { driver: 'd', volumeHandle: name, nodePublishSecretRef },
    },
  })
  const source = { persistentVolumeName: name }
  call('POST', attachments, {
    ...of('VolumeAttachment', 'storage.k8s.io/v1'),
    spec: { attacher: 'd', nodeName: node, source },
  })
  call('POST', '/api/v1/namespaces/default/pods', {
    ...of('Pod'),
    spec: {
      nodeName: node,
      containers: [{ name: 'c', image: 'i' }],
      volumes: [{ name: 'v', persistentVolumeClaim: { claimName: name } }],
    },
  })
}

it('G23: cut off, a kubelet reads the volumes, claims, attachments and their Secrets of its own pods, and of no others', () => {
  const all = cloudWorld()
  const { clock } = all.schedule.spawn()
  for (const name of ['a-1', 'a-2']) all.addNode(name, 'site-a')
  const api = { ...localApis.fast, listen: { host: '127.0.0.1', port: 10550 } }
  const agent = startNode(
    { schedule: all.schedule, clock, lan: createVirtualLan(clock), connect: all.bus.connect },
    { name: 'a-1', host: '127.77.1.1', pace: 'fast', change: { shards: 1, api }, keys: keyring() },
  )
  inhabit(all.kube, 'mine', 'a-1')
  inhabit(all.kube, 'theirs', 'a-2')
  all.run(10_000)
  agent.wan.up = agent.wan.down = false
  all.run(20_000)
  expect(agent.status().link).toBe('alone')
  const read = (path: string): readonly [status: number, text: string] => {
    const told = { status: 0, text: '' }
    agent.api.request(
      { method: 'GET', path, headers: {}, body: new Uint8Array() },
      {
        head: (status) => (told.status = status),
        chunk: (bytes) => (told.text += new TextDecoder().decode(bytes)),
        end: () => undefined,
      },
    )
    all.run(1_000)
    return [told.status, told.text]
  }
  for (const of of [volumes, claims, secrets, attachments]) {
    const [status, text] = read(`${of}/mine`)
    expect([of, status, (JSON.parse(text) as { metadata: object }).metadata]).toEqual([
      ...[of, 200],
      expect.objectContaining({ name: 'mine' }),
    ])
  }
  for (const of of [volumes, claims, secrets]) {
    expect([of, read(`${of}/theirs`)[0]]).toEqual([of, 503])
    expect([of, read(of)[0]], 'only one by one, as by the node authoriser').toEqual([of, 503])
  }
  expect(read(`${attachments}/theirs`)[0]).toBe(404)
  const [status, text] = read(attachments)
  expect(status).toBe(200)
  expect(text).toContain('"mine"')
  expect(text).not.toContain('theirs')
})
