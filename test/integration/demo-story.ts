// The demo of SuperEdge as its users write it: an app in every unit, traffic that stays there, also while the site is cut off.
import { describe, expect, it } from 'vitest'
import { fileURLToPath } from 'node:url'
import type { KubeObject } from '../../src/objects/object.ts'
import { askThrough } from '../support/ask-proxy.ts'
import { NodeView } from './node-view.ts'
import type { UpWorld } from './world.ts'

const long = 400_000
const manifest = fileURLToPath(new URL('../../examples/superedge-demo.yaml', import.meta.url))
const service = 'servicegrid-demo-svc'
const units = { nodeunit1: ['site-a-1'], nodeunit2: ['site-a-2', 'site-a-3'] } as const

interface Deployment extends KubeObject {
  readonly status?: { readonly readyReplicas?: number }
}

interface Slice extends KubeObject {
  readonly endpoints?: readonly {
    readonly nodeName?: string
    readonly addresses: readonly string[]
  }[]
}

/** Tells the demo on a world whose first site has three nodes. */
export function tellDemo(world: () => UpWorld): void {
  describe('the demo of SuperEdge', () => {
    it(
      'U70: an app runs in every unit, with one service that on each node leads to the pods of its own unit alone',
      async () => {
        await world().kubectl('label', 'node', 'site-a-1', 'zone1=nodeunit1')
        await world().kubectl('label', 'node', 'site-a-2', 'site-a-3', 'zone1=nodeunit2')
        const { err } = await world().kubectl('apply', '-f', manifest)
        expect(err).toBe('')
        await world().until('2/2 in both units', () => isWhole(world()))
        const { out } = await world().kubectl('get', 'services', '-o', 'name')
        expect(out.split('\n').filter((name) => name.includes('demo'))).toEqual([
          `service/${service}`,
        ])
        await staysInUnits(world())
      },
      long,
    )
    it(
      'S91: a manifest that one unit cannot follow is refused at the door, and all of them go on',
      async () => {
        const patch = JSON.stringify({ spec: { templates: { nodeunit2: 'other' } } })
        const grid = ['deploymentgrids.superedge.io', 'deploymentgrid-demo']
        const refused = 'admission webhook "apps.causeway.io" denied the request: nodeunit2: '
        await world().until('the door refuses it', async () => {
          const asked = await world().kubectl('patch', ...grid, '--type', 'merge', '-p', patch)
          if (asked.code === 0) return false
          expect(asked.err).toContain(`${refused}spec.templates[nodeunit2]: expected "default"`)
          return true
        })
        expect(await isWhole(world())).toBe(true)
      },
      long,
    )
    it(
      'U71: it stays so while the site is cut off, and a change made meanwhile reaches it after the heal',
      async () => {
        await world().causeway('cut', 'site-a')
        await world().until('the site is cut', async () =>
          (await world().status()).sites.some(({ site, cut }) => site === 'site-a' && cut),
        )
        await staysInUnits(world())
        await world().kubectl('label', 'node', 'site-a-3', 'zone1=nodeunit1', '--overwrite')
        await world().causeway('heal', 'site-a')
        await world().until('site-a-3 is in the other unit', () =>
          leadsTo(world(), 'site-a-3', ['site-a-1', 'site-a-3']),
        )
        await world().kubectl('label', 'node', 'site-a-3', 'zone1=nodeunit2', '--overwrite')
        await staysInUnits(world())
        await world().until('all are healthy', async () =>
          (await world().status()).nodes.every(({ verdict }) => verdict === 'healthy'),
        )
        await world().kubectl('delete', '-f', manifest)
        await world().until('its pods are gone', async () => {
          const pods = '/api/v1/namespaces/default/pods?labelSelector=appGrid%3Decho'
          return (await world().get<{ items: readonly unknown[] }>(pods)).items.length === 0
        })
      },
      long,
    )
  })
}

async function isWhole(world: UpWorld): Promise<boolean> {
  const found = await Promise.all(
    Object.keys(units).map((unit) =>
      world.get<Deployment>(
        `/apis/apps/v1/namespaces/default/deployments/deploymentgrid-demo-${unit}`,
      ),
    ),
  )
  return found.every(({ status }) => status?.readyReplicas === 2)
}

async function staysInUnits(world: UpWorld): Promise<void> {
  for (const nodes of Object.values(units))
    for (const node of nodes)
      await world.until(`${node} leads to its unit alone`, () => leadsTo(world, node, nodes))
}

/** Whether a node's slices, names and proxy lead to pods on these nodes and to no others. */
async function leadsTo(world: UpWorld, node: string, to: readonly string[]): Promise<boolean> {
  const view = new NodeView(world, { name: 'site-a', nodes: [node, node] })
  const slices = await view.items<Slice>(
    'endpointslices',
    '-l',
    `kubernetes.io/service-name=${service}`,
  )
  const endpoints = slices.flatMap((slice) => slice.endpoints ?? [])
  if (endpoints.length === 0 || !endpoints.every(({ nodeName = '' }) => to.includes(nodeName)))
    return false
  const addresses = endpoints.flatMap((endpoint) => endpoint.addresses).toSorted()
  const headless = await view.resolved(service)
  if (headless.length !== 1) return false
  const proxy = new URL(`http://${world.process('kubelet', node)?.addresses['proxy']}`)
  for (const _ of addresses) {
    const [status, from = ''] = (await askThrough(proxy, `http://${service}/`)).split(' ')
    if (status !== '200' || !to.includes(from)) return false
  }
  return true
}
