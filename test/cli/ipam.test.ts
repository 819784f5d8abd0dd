// `causeway-ipam` as a process, against an agent that is killed.
import { writeFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { IpamNode } from '../support/ipam-node.ts'

let node: IpamNode
beforeEach(() => {
  node = new IpamNode()
})
afterEach(() => node.remove())

const box = (pod: string, n = 1) => ({ pod, container: `box-${pod}-${n}` })
const result = (address: string) => ({
  code: 0,
  said: {
    cniVersion: '1.0.0',
    ips: [{ address, gateway: '10.244.7.1' }],
    routes: [{ dst: '0.0.0.0/0' }],
  },
  stderr: '',
})
const fine = { code: 0, said: undefined, stderr: '' }

it('I50: ADD, CHECK, DEL: results, nothing, errors and exit codes as CNI wants them', async () => {
  await node.start()
  expect(await node.ipam('ADD', box('a'))).toEqual(result('10.244.7.2/29'))
  const prevResult = { ips: [{ address: '10.244.7.2/29' }] }
  expect(await node.ipam('CHECK', box('a'), { prevResult })).toEqual(fine)
  expect(await node.ipam('CHECK', box('b'), { prevResult })).toMatchObject({
    code: 1,
    said: { cniVersion: '1.0.0', code: 101 },
  })
  expect(await node.ipam('DEL', box('a'))).toEqual(fine)
  expect(await node.ipam('DEL', box('a'))).toEqual(fine)
  const versions = { cniVersion: '1.1.0', supportedVersions: ['0.4.0', '1.0.0', '1.1.0'] }
  expect(await node.ipam('VERSION', box('a'))).toEqual({ ...fine, said: versions })
  expect(await node.ipam('STATUS', box('a'), { cniVersion: '1.1.0' })).toEqual(fine)
  expect(await node.ipam('ADD', box('b'), { name: '/' })).toMatchObject({
    code: 1,
    said: { code: 7 },
  })
})

it('I50: while the agent is away, and where something else is in its place, it is error 11', async () => {
  expect(await node.ipam('ADD', box('a'))).toMatchObject({
    code: 1,
    said: { cniVersion: '1.0.0', code: 11, details: expect.stringContaining(node.socket) },
    stderr: '',
  })
  writeFileSync(node.socket, '')
  expect(await node.ipam('DEL', box('a'))).toMatchObject({ code: 1, said: { code: 11 } })
})

it('I50: many pods at once get addresses of their own, and the last ones an error', async () => {
  await node.start()
  const called = await Promise.all(
    ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((pod) => node.ipam('ADD', box(pod))),
  )
  const given = called.filter(({ code }) => code === 0).map(({ said }) => JSON.stringify(said))
  expect(new Set(given).size).toBe(5)
  const refused = called.filter(({ code }) => code !== 0)
  expect(refused.map(({ said }) => said?.['code'])).toEqual([100, 100])
})

it('I51: agent and journal survive a kill; a pod has its address again after a reboot, and a wiped journal learns first', async () => {
  await node.start()
  await node.ipam('ADD', box('a'))
  await node.ipam('ADD', box('b'))
  await node.kill()
  expect(await node.ipam('ADD', box('a'))).toMatchObject({ said: { code: 11 } })
  node.config = { ...node.config, boot: 'boot-2' }
  await node.start()
  expect(await node.ipam('ADD', box('b', 2))).toEqual(result('10.244.7.3/29'))
  expect(await node.ipam('DEL', box('b', 1))).toEqual(fine)
  expect(await node.ipam('ADD', box('a', 2))).toEqual(result('10.244.7.2/29'))
  await node.kill()
  node.wipe()
  const { pod, container } = box('b', 2)
  node.pods = [{ namespace: 'shop', pod, container, addresses: ['10.244.7.3'] }]
  await node.start()
  let first = await node.ipam('ADD', box('c'))
  while (first.said?.['code'] === 11) first = await node.ipam('ADD', box('c'))
  expect(first).toEqual(result('10.244.7.2/29'))
  expect(await node.ipam('ADD', box('d'))).toEqual(result('10.244.7.4/29'))
})
