// A node that is alone and hammered with writes: its journal keeps its bound, and what was acknowledged is not lost.
import { expect, it } from 'vitest'
import { nodePath } from '../../../cloud/kube-paths.ts'
import { factFromEnvelope } from '../../../schemas/fact-codec.ts'
import { decodeEnvelope } from '../../../schemas/envelope.ts'
import { lanes, type Fact } from '../../../src/facts.ts'
import { isFault } from '../../../src/kernel/fault.ts'
import { nodeId, sequence } from '../../../src/kernel/ids.ts'
import type { KubeObject } from '../../../src/objects/object.ts'
import { anEvent, merge } from '../../mirror/pending/asking.ts'
import { linked, podPath } from '../../support/linked-node.ts'

const stepMs = 6 * 3_600_000
const steps = 7 * 4
const keepBytesMax = 100_000
const path = nodePath(nodeId('a-1'))
const events = '/api/v1/namespaces/default/events'

it('A101, A102: seven days of more writes than there is room for stay within the bound; what was answered with success is in the cloud', () => {
  const world = linked(300, keepBytesMax)
  const { node, agent, sleep, wake, run, at } = world
  const journal = agent.journal()
  if (journal === undefined) throw new Error('no journal')
  const bytes = () => lanes.reduce((sum, lane) => sum + journal.tailBytes(lane), 0)
  sleep()
  expect(node.answered('POST', events, anEvent).status).toBe(201)
  const last = { shelf: '', message: '', count: 0 }
  const codes = { 200: 0, 429: 0 }
  let mostBytes = 0
  for (let step = 1; step <= steps; step++) {
    run(stepMs - 400)
    for (let burst = 1; burst <= 4; burst++) {
      const text = `${step}.${burst}`
      const wrote = [
        node.answered('PATCH', path, { metadata: { labels: { shelf: text } } }, merge),
        node.answered('PATCH', `${podPath}/status`, { status: { message: text } }, merge),
        node.answered('PATCH', `${events}/a-1.1`, { count: 4 * step + burst }, merge),
      ] as const
      for (const { status } of wrote) codes[status as 200 | 429] += 1
      if (wrote[0].status === 200) last.shelf = text
      if (wrote[1].status === 200) last.message = text
      if (wrote[2].status === 200) last.count = 4 * step + burst
      const refused = wrote.find(({ status }) => status === 429)
      if (refused !== undefined)
        expect(refused.body).toMatchObject({
          reason: 'TooManyRequests',
          message: expect.stringContaining('cut off from the cloud') as string,
        })
    }
    mostBytes = Math.max(mostBytes, bytes())
    if (step === steps / 2) {
      node.kill()
      node.start()
    }
  }
  expect(codes[200] + codes[429]).toBe(steps * 12)
  expect(Math.min(codes[200], codes[429])).toBeGreaterThan(50)
  expect(mostBytes).toBeGreaterThan(keepBytesMax / 2)
  expect(mostBytes).toBeLessThan(keepBytesMax)
  expect(node.writes.numbers()).toMatchObject({ bytesMax: keepBytesMax })
  expect(node.writes.numbers().putOff).toBeGreaterThan(0)
  const notes = factsOf(world).filter(({ kind }) => kind === 'writes-put-off')
  expect(notes.length).toBeGreaterThan(1)
  expect(notes.length).toBeLessThanOrEqual(steps + 1)
  wake()
  run(60_000)
  expect(node.writes.queue()).toEqual([])
  expect(at(path).metadata.labels).toMatchObject({ shelf: last.shelf })
  expect(at(podPath)).toMatchObject({ status: { message: last.message } })
  expect(at(`${events}/a-1.1`)).toMatchObject({ count: last.count })
  const items = at(events)['items'] as KubeObject[]
  expect(items.filter(({ reason }) => reason === 'CausewayWriteConflict')).toEqual([])
  // What the cloud has taken is folded, and there is room again.
  run(20 * 60_000)
  expect(bytes()).toBeLessThan(keepBytesMax / 4)
})

/** What its journal holds in the audit lane. */
function factsOf({ agent, run }: ReturnType<typeof linked>): readonly Fact[] {
  let found: readonly Fact[] = []
  agent.journal()?.read('audit', sequence(0), 1_000, (facts) => {
    if (isFault(facts)) throw facts
    found = facts.flatMap(({ envelope }) => {
      const read = decodeEnvelope(envelope)
      const fact = isFault(read) ? read : factFromEnvelope(read)
      return isFault(fact) || fact.kind === 'unknown-fact' ? [] : fact
    })
  })
  run(100)
  return found
}
