// Who answers behind the service `w`, asked through the service proxies of nodes.
import { expect } from 'vitest'
import type { KubeObject } from '../../src/objects/object.ts'
import { askThrough } from '../support/ask-proxy.ts'
import type { UpWorld } from './world.ts'

interface Pod extends KubeObject {
  readonly spec: { readonly nodeName?: string }
  readonly status: { readonly podIP?: string }
}

const podsOfW = '/api/v1/namespaces/default/pods?labelSelector=app%3Dw'

/** What each pod of `w` says of itself, in order. */
async function sayings(world: UpWorld): Promise<readonly string[]> {
  const { items } = await world.get<{ readonly items: readonly Pod[] }>(podsOfW)
  const lines = items.map(({ spec, metadata }) => `200 ${spec.nodeName} ${metadata.name}\n`)
  return lines.toSorted()
}

/** Waits until each of these nodes leads to all pods of `w` and no others, one after the other. */
export async function leadToAll(world: UpWorld, nodes: readonly string[]): Promise<void> {
  for (const node of nodes) {
    const proxy = new URL(`http://${world.process('kubelet', node)?.addresses['proxy']}`)
    await world.until(`${node} leads to every pod`, async () => {
      const all = await sayings(world)
      const heard: string[] = []
      for (const _ of all) heard.push(await askThrough(proxy, 'http://w/'))
      return heard.toSorted().join() === all.join()
    })
  }
}

/** Every node leads to all pods, at addresses that no two have; to one that is deleted nobody leads any more. */
export async function trafficFollowsPods(world: UpWorld): Promise<void> {
  const nodes = (await world.status()).nodes.map(({ node }) => node)
  await leadToAll(world, nodes)
  const { items } = await world.get<{ readonly items: readonly Pod[] }>(podsOfW)
  const addresses = new Set(items.map(({ status }) => status.podIP))
  expect(addresses.size).toBe(items.length)
  for (const address of addresses) expect(address).toMatch(/^127\.(12[89]|1[3-9]\d|2[0-4]\d)\./)
  await world.kubectl('delete', 'pod', items[0]?.metadata.name ?? '')
  await leadToAll(world, nodes)
}
