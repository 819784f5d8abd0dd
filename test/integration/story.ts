// The stories of a partition, step by step, on a running `up`: the same on every bus.
import { expect } from 'vitest'
import { conditionOf, podsOn, readyEndpoints, taintsOf } from './cluster.ts'
import type { UpWorld } from './world.ts'

const isolated = 'causeway.io/isolated:NoSchedule'

/** Asked for by CAUSEWAY_STORY=full: every story on every bus, and things are watched as long as an operator would. */
export const full = process.env['CAUSEWAY_STORY'] === 'full'
/** How long things are watched to stay as they are. */
const stayMs = full ? 60_000 : 10_000
const siteStayMs = full ? 120_000 : 15_000
const cloudAwayMs = full ? 30_000 : 8_000

/** A deployment of ten and its service. */
export async function deploy(world: UpWorld): Promise<void> {
  await world.kubectl('create', 'deployment', 'w', '--image=registry.k8s.io/pause', '--replicas=10')
  await world.kubectl('expose', 'deployment', 'w', '--port=80', '--target-port=8080')
  await world.until('ten endpoints ready', async () => (await readyEndpoints(world)) === 10)
}

/** A node whose link is cut keeps everything and gets nothing new; healing lifts it. */
export async function cutNode(world: UpWorld, node: string): Promise<void> {
  const pods = await podsOn(world, node)
  const ready = await readyEndpoints(world, node)
  expect(ready).toBeGreaterThan(0)
  await world.causeway('cut', node)
  await world.until(
    `${node} is isolated`,
    async () => (await world.node(node)).verdict === 'isolated',
  )
  await world.until('it is tainted', async () => (await taintsOf(world, node)).includes(isolated))
  await world.kubectl('scale', 'deployment', 'w', '--replicas=13')
  await world.during(stayMs, 'pods, endpoints, Ready and no new pods', async () => {
    const same = (await podsOn(world, node)).join() === pods.join()
    const endpoints = (await readyEndpoints(world, node)) === ready
    return same && endpoints && (await conditionOf(world, node, 'Ready')) === 'True'
  })
  const unlinked = async () => (await conditionOf(world, node, 'CausewayLinked')) === 'False'
  await world.until('its condition says so', unlinked)
  const { out } = await world.causeway('why', `node/${node}`)
  expect(out.split('\n')[0]).toMatch(new RegExp(`^node/${node}: isolated since `))
  await world.causeway('heal', node)
  const lifted = async (): Promise<boolean> => !(await taintsOf(world, node)).includes(isolated)
  const tookMs = await world.until('the taint is lifted', lifted)
  process.stdout.write(`      healed in ${(tookMs / 1000).toFixed(1)} s\n`)
  await world.kubectl('scale', 'deployment', 'w', '--replicas=10')
  await world.until('ten endpoints again', async () => (await readyEndpoints(world)) === 10)
}

/** `why` names this many live ballots. */
export async function liveBallots(world: UpWorld, node: string): Promise<number> {
  const { out } = await world.causeway('why', `node/${node}`)
  const now = out.split('\nhistory')[0] ?? ''
  return now.split('\n').filter((line) => /\balive$/.test(line.trim())).length
}

/** A dead node is found, its pods move, and it comes back clean. */
export async function killNode(world: UpWorld, node: string): Promise<void> {
  const before = await podsOn(world, node)
  expect(before.length).toBeGreaterThan(0)
  world.kill('edge', node)
  world.kill('kubelet', node)
  const tookMs = await world.until(
    `${node} failed`,
    async () => (await world.node(node)).verdict === 'failed',
  )
  process.stdout.write(`      failed after ${(tookMs / 1000).toFixed(1)} s\n`)
  await world.until('its endpoints are gone', async () => (await readyEndpoints(world, node)) === 0)
  await world.until('its pods are replaced', async () => (await readyEndpoints(world)) === 10)
  await world.causeway('start', node)
  await world.until(
    `${node} is healthy`,
    async () => (await world.node(node)).verdict === 'healthy',
  )
  await world.until('nothing is left over', async () => (await taintsOf(world, node)).length === 0)
  await world.until('Ready', async () => (await conditionOf(world, node, 'Ready')) === 'True')
}

/** Without its agent, and so without an API for its kubelet, a node is isolated, never failed, and keeps its pods. */
export async function killEdgeOnly(world: UpWorld, node: string): Promise<void> {
  const pods = await podsOn(world, node)
  const verdictIs = (verdict: string) => async (): Promise<boolean> =>
    (await world.node(node)).verdict === verdict
  world.kill('edge', node)
  await world.until('isolated', verdictIs('isolated'))
  await world.during(stayMs, 'never failed, no pod moves', async () => {
    const same = (await podsOn(world, node)).join() === pods.join()
    return same && (await world.node(node)).verdict !== 'failed'
  })
  await world.causeway('start', node)
  await world.until('the agent is back', verdictIs('healthy'))
}

/** Without its kubelet a node is stock Kubernetes' affair: Ready turns Unknown although the agent beats. */
export async function killKubeletOnly(world: UpWorld, node: string): Promise<void> {
  world.kill('kubelet', node)
  const unknown = async (): Promise<boolean> =>
    (await conditionOf(world, node, 'Ready')) === 'Unknown'
  await world.until('Ready turns Unknown', unknown)
  expect((await world.node(node)).verdict).toBe('healthy')
  await world.until('its pods are evicted', async () => (await podsOn(world, node)).length === 0)
  await world.causeway('start', node)
  await world.until('Ready again', async () => (await conditionOf(world, node, 'Ready')) === 'True')
  await world.until('ten endpoints', async () => (await readyEndpoints(world)) === 10)
}

/** A whole site is cut, and the cloud away meanwhile: one fact, no eviction, nobody failed. */
export async function cutSite(
  world: UpWorld,
  site: string,
  nodes: readonly string[],
): Promise<void> {
  const siteCuts = async (): Promise<number> => {
    const { out } = await world.causeway('events', '--kind', 'site-cut', '-o', 'json')
    return out.split('\n').filter((line) => line !== '').length
  }
  const cutsBefore = await siteCuts()
  await world.causeway('cut', site)
  const cut = async (): Promise<boolean> =>
    (await world.status()).sites.some((one) => one.site === site && one.cut)
  await world.until('one fact about the site', cut)
  const pods = await Promise.all(nodes.map((node) => podsOn(world, node)))
  await world.during(siteStayMs, 'no eviction, nobody failed', async () => {
    const now = await Promise.all(nodes.map((node) => podsOn(world, node)))
    const verdicts = (await world.status()).nodes.map((one) => one.verdict)
    return JSON.stringify(now) === JSON.stringify(pods) && !verdicts.includes('failed')
  })
  world.kill('cloud')
  await new Promise((resolve) => setTimeout(resolve, cloudAwayMs))
  await world.causeway('start', 'cloud')
  await world.during(5_000, 'nobody failed after the restart', async () => {
    const { nodes: lines } = await world.status()
    return !lines.some((one) => one.verdict === 'failed')
  })
  const { out } = await world.causeway('why', `node/${nodes[0]}`)
  expect(out).toMatch(/isolated/)
  expect(await siteCuts()).toBe(cutsBefore + 1)
  await world.causeway('heal', site)
  for (const node of nodes) {
    await world.until(
      `${node} is healthy`,
      async () => (await world.node(node)).verdict === 'healthy',
    )
  }
}

/** A link that works one way only never makes a node failed. */
export async function cutOneWay(
  world: UpWorld,
  node: string,
  direction: 'up' | 'down',
): Promise<void> {
  await world.causeway('cut', node, '--direction', direction)
  await world.during(stayMs, `cut ${direction}: isolated or healthy, never failed`, async () => {
    return (await world.node(node)).verdict !== 'failed'
  })
  await world.causeway('heal', node)
  await world.until('healthy', async () => (await world.node(node)).verdict === 'healthy')
}

/** In a two-node site the dead one is found dead, the live one never is. */
export async function killOneOfTwo(world: UpWorld, dead: string, live: string): Promise<void> {
  const liveWas = new Set<string>()
  world.kill('edge', dead)
  world.kill('kubelet', dead)
  await world.until(`${dead} failed`, async () => {
    liveWas.add((await world.node(live)).verdict)
    return (await world.node(dead)).verdict === 'failed'
  })
  expect([...liveWas]).not.toContain('failed')
  await world.causeway('start', dead)
  await world.until('healthy', async () => (await world.node(dead)).verdict === 'healthy')
}

/** A node that Kubernetes knows and no agent ever beat for is left alone. */
export async function nodeWithoutAgent(world: UpWorld): Promise<void> {
  const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'stranger' } }
  const path = `${world.data}/stranger.json`
  const { writeFileSync } = await import('node:fs')
  writeFileSync(path, JSON.stringify(node))
  await world.kubectl('create', '-f', path)
  await world.during(5_000, 'no taint and no condition of ours', async () => {
    const ours = (await taintsOf(world, 'stranger')).filter((taint) =>
      taint.startsWith('causeway.io/'),
    )
    return (
      ours.length === 0 && (await conditionOf(world, 'stranger', 'CausewayLinked')) === undefined
    )
  })
  expect((await world.status()).nodes.map((one) => one.node)).not.toContain('stranger')
  await world.kubectl('delete', 'node', 'stranger')
}

/** The facts of one kind that the cloud lists as a node's, in order. */
async function factsOf(
  world: UpWorld,
  node: string,
  kind: string,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const { out } = await world.causeway('events', '--kind', kind, '-o', 'json')
  const lines = out.split('\n').filter((line) => line !== '')
  const events = lines.map((line) => JSON.parse(line) as ListedEvent)
  return events.filter(({ producer }) => producer === `node/${node}`).map(({ fact }) => fact)
}

interface ListedEvent {
  readonly producer: string
  readonly fact: Readonly<Record<string, unknown>>
}

/** What a cut node finds out reaches the cloud through a peer while the cut lasts. */
export async function relayCutNode(world: UpWorld, node: string): Promise<void> {
  const known = await factsOf(world, node, 'kubelet-changed')
  await world.causeway('cut', node)
  const tookMs = await world.until('status shows the peer', async () =>
    (await world.node(node)).path.startsWith('peer:'),
  )
  const { path: through, link } = await world.node(node)
  expect(through).toMatch(/^peer:site-a-[23]$/)
  expect(link).toBe('relayed')
  await world.until(
    'its new link is listed as its own',
    async () => (await factsOf(world, node, 'link-changed')).at(-1)?.['path'] === through,
  )
  world.kill('kubelet', node)
  const factMs = await world.until(
    'its kubelet’s death is listed as its own',
    async () => (await factsOf(world, node, 'kubelet-changed')).length > known.length,
  )
  const seconds = (ms: number): string => (ms / 1000).toFixed(1)
  process.stdout.write(
    `      ${through} after ${seconds(tookMs)} s; the kubelet’s death told ${seconds(factMs)} s after it\n`,
  )
  await world.causeway('start', node)
  // On a busy machine it may be another peer by now.
  const told = /its beats come through site-a-[23]/
  const isTold = async () => told.test((await world.causeway('why', `node/${node}`)).out)
  await world.until('why says through whom', isTold)
  expect((await world.node(node)).verdict).toBe('isolated')
}

/** Healed, a node that was relayed has a direct path again. */
export async function healRelayed(world: UpWorld, node: string, path: string): Promise<void> {
  await world.causeway('heal', node)
  await world.until('the path is direct again', async () => {
    const line = await world.node(node)
    return line.path === path && line.link === 'linked' && line.verdict === 'healthy'
  })
  await world.until('ten endpoints', async () => (await readyEndpoints(world)) === 10)
}
