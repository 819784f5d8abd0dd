// The cloud's door for what was: past states, facts from a sequence on, and batches that were carried by hand.
import { expect, it } from 'vitest'
import { openSigned } from '../../schemas/signed.ts'
import { fromHex } from '../../src/kernel/hex.ts'
import { nodeId } from '../../src/kernel/ids.ts'
import { timestampMs } from '../../cloud/time-text.ts'
import { wallMs } from '../../src/kernel/time.ts'
import { cloudWorld } from '../support/cloud-world.ts'

const wallStart = 1_763_632_800_000

interface Answer {
  readonly nodes: readonly Record<string, unknown>[]
  readonly sites: readonly Record<string, unknown>[]
}

/** A node whose verdicts change while it is there. */
function lonely() {
  const world = cloudWorld()
  const kubelet = world.addNode('a-1', 'a')
  const agent = world.addAgent('a-1')
  world.run(6_000)
  const now = () => timestampMs(wallMs(wallStart + Math.floor(world.schedule.now())))
  const stateAt = (at: string) => world.ask('GET', `/v1/state?${new URLSearchParams({ at })}`)
  return { ...world, kubelet, agent, now, stateAt }
}

it('C27: what the door shows now is what it shows of this moment later, also after a restart', () => {
  const { run, ask, now, stateAt, agent, kubelet, stop, start } = lonely()
  const live: { readonly at: string; readonly answer: Answer }[] = []
  const look = (ms: number) => {
    run(ms)
    const at = now()
    live.push({ at, answer: ask('GET', '/v1/status').json() as Answer })
  }
  look(1_000)
  agent.stop()
  kubelet.stop()
  for (let n = 0; n < 6; n++) look(1_700)
  agent.start()
  kubelet.start()
  for (let n = 0; n < 3; n++) look(1_300)
  const shown = (answer: Answer) => ({
    sites: answer.sites,
    nodes: answer.nodes.map(({ node, site, verdict, since }) => ({ node, site, verdict, since })),
  })
  expect(new Set(live.map(({ answer }) => answer.nodes[0]?.['verdict'])).size).toBe(2)
  const compareAll = () => {
    for (const { at, answer } of live)
      expect(shown(stateAt(at).json() as Answer), at).toEqual(shown(answer))
  }
  compareAll()
  stop()
  start()
  run(1_000)
  compareAll()
})

it('C28: the door refuses times before its horizon, after now, and what is no time', () => {
  const { stateAt, ask } = lonely()
  expect(stateAt('2001-01-01T00:00:00Z').status).toBe(410)
  expect(stateAt('2101-01-01T00:00:00Z').status).toBe(400)
  expect(stateAt('yesterday').status).toBe(400)
  expect(ask('GET', '/v1/state').status).toBe(400)
})

it('U35: an answer of facts says from where on they are kept, and which is the last', () => {
  const { ask } = lonely()
  const { headers, text } = ask('GET', '/v1/events?from=1')
  const last = Number(headers['causeway-last'])
  expect(headers['causeway-kept-from']).toBe('1')
  expect(last).toBeGreaterThan(0)
  expect(text).not.toBe('')
  const beyond = ask('GET', `/v1/events?from=${last + 5}`)
  expect([beyond.status, beyond.text]).toEqual([200, ''])
})

it('J41: a batch that comes by hand is taken once, and the signed answer is for its node', () => {
  const { wan, stop, start, run, ask, agent } = lonely()
  const batches: Uint8Array[] = []
  stop()
  wan.subscribe('cw.causeway.up.*.*', ({ bytes }) => void batches.push(bytes))
  agent.keep({ kind: 'kubelet-changed', node: nodeId('a-1'), kubelet: 'dead' })
  run(1_000)
  const batch = batches.at(-1)
  if (batch === undefined) throw new Error('it was shipped')
  start()
  run(100)
  const events = () => ask('GET', '/v1/events?kind=kubelet-changed').text
  expect(events()).toBe('')
  type Said = { readonly answer: string; readonly upTo: number; readonly signed: string }
  const bring = () => ask('POST', '/v1/batch', batch)
  const first = bring().json() as Said
  expect(first).toMatchObject({ answer: 'applied', lane: 'state', facts: 1 })
  const once = events()
  expect(once).toContain('kubelet-changed')
  expect(bring().json()).toMatchObject({ answer: 'applied', upTo: first.upTo })
  expect(events()).toBe(once)
  const signed = fromHex(first.signed) ?? new Uint8Array(0)
  const any = { keyOf: () => new Uint8Array(32), verify: () => true }
  expect(openSigned(signed, { context: 'down', ...any })).toMatchObject({ signer: 'cloud/one' })
})

it('J41: forged, foreign and damaged batches are refused', () => {
  const { wan, run, ask, agent } = lonely()
  const batches: Uint8Array[] = []
  wan.subscribe('cw.causeway.up.*.*', ({ bytes }) => void batches.push(bytes))
  agent.keep({ kind: 'kubelet-changed', node: nodeId('a-1'), kubelet: 'dead' })
  run(1_000)
  const batch = batches.at(-1) ?? new Uint8Array(0)
  const forged = batch.slice()
  forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1
  expect(ask('POST', '/v1/batch', forged).status).toBe(403)
  expect(ask('POST', '/v1/batch', new Uint8Array(9)).status).toBe(400)
  expect(ask('POST', '/v1/batch', new Uint8Array(2_000_000)).status).toBe(413)
})
