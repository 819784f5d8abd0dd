// Facts as CloudEvents, one to one.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { cloudEventText, fromCloudEvent, toCloudEvent } from '../../schemas/cloud-event.ts'
import { factToDraft } from '../../schemas/fact-codec.ts'
import { epoch, nodeId, producerId, sequence } from '../../src/kernel/ids.ts'
import { wallMs } from '../../src/kernel/time.ts'
import { anyEnvelope } from './arbitraries.ts'

it('F19: every fact becomes a CloudEvent and comes back, its body untouched', () => {
  fc.assert(
    fc.property(anyEnvelope, (envelope) => {
      const text = cloudEventText(envelope, 'a/b')
      expect(text).toBe(JSON.stringify(toCloudEvent(envelope, 'a/b')))
      const event: unknown = JSON.parse(text)
      expect(fromCloudEvent(event)).toEqual(envelope)
    }),
  )
})

it('F19: a CloudEvent names the fact, its source, type, key and time', () => {
  const hlc = { wallMs: wallMs(1_763_632_800_123), counter: 0 }
  const draft = factToDraft({ kind: 'agent-lost', node: nodeId('n1') }, hlc)
  const place = { producer: producerId('cloud/c1'), epoch: epoch(2), seq: sequence(7) }
  expect(toCloudEvent({ ...draft, ...place }, 'main')).toEqual({
    specversion: '1.0',
    id: 'cloud/c1/state/2/7',
    source: '/causeway/main/cloud/c1',
    type: 'io.causeway.agent-lost.v1',
    subject: 'node/n1/agent-lost',
    time: '2025-11-20T10:00:00.123000Z',
    hlccounter: 0,
    datacontenttype: 'application/json',
    data: { node: 'n1' },
  })
})

it('F19: what is no CloudEvent of ours is malformed', () => {
  const good = {
    specversion: '1.0',
    id: 'p/state/1/1',
    type: 'io.causeway.k.v1',
    subject: '',
    time: '2025-11-20T10:00:00Z',
    data: {},
  }
  expect(fromCloudEvent(good)).toMatchObject({ kind: 'k' })
  for (const change of [
    { id: 'p/moon/1/1' },
    { id: 5 },
    { type: 'x' },
    { time: 'noon' },
    { data: 'x' },
    { specversion: '2' },
    { hlccounter: 'x' },
  ])
    expect(fromCloudEvent({ ...good, ...change })).toMatchObject({ code: 'MALFORMED' })
  expect(fromCloudEvent(null)).toMatchObject({ code: 'MALFORMED' })
})
