// Writes golden bytes, once.
import { writeFileSync } from 'node:fs'
import { it } from 'vitest'
import { encodeCarried } from '../schemas/carried.ts'
import { decodeDown, encodeDown } from '../schemas/down.ts'
import { decodeEnvelope, encodeEnvelope } from '../schemas/envelope.ts'
import { factFromEnvelope, factToDraft } from '../schemas/fact-codec.ts'
import { decodeGuardAnswer, encodeGuardAnswer } from '../schemas/guard-answer.ts'
import { decodeGuardAsk, encodeGuardAsk } from '../schemas/guard-ask.ts'
import { decodeCarried } from '../schemas/carried.ts'
import { isFault } from '../src/kernel/fault.ts'
import { epoch, nodeId, producerId, sequence } from '../src/kernel/ids.ts'
import { wallMs } from '../src/kernel/time.ts'

const hexed = (value: unknown): unknown => {
  if (value instanceof Uint8Array) return { hex: Buffer.from(value).toString('hex') }
  if (Array.isArray(value)) return value.map(hexed)
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).flatMap(([k, v]) => (v === undefined ? [] : [[k, hexed(v)]])))
  return value
}
it('golden', () => {
  const node = nodeId('a-1')
  const b = (...bytes: number[]) => Uint8Array.from(bytes)
  const draft = factToDraft(
    {
      kind: 'certificate-issued',
      node,
      use: 'serving',
      serial: '0a1b',
      untilMs: 2_079_000_000_000,
      names: ['kubernetes', '127.0.0.1'],
    },
    { wallMs: wallMs(1_763_632_800_000), counter: 1 },
  )
  const fact = encodeEnvelope({ ...draft, producer: producerId('cloud/c'), epoch: epoch(1), seq: sequence(1) })
  const ask = encodeGuardAsk({
    node,
    ask: 1_763_632_800_001,
    certificates: [
      { use: 'serving', request: b(1, 2, 3) },
      { use: 'kubelet', request: b(4) },
    ],
    access: [
      {
        user: { name: 'system:serviceaccount:shop:till', groups: ['system:authenticated'] },
        attempt: { verb: 'get', group: '', resource: 'pods', subresource: 'log', namespace: 'shop', name: 'till-0' },
      },
      { user: { name: 'x', groups: [] }, attempt: { verb: 'get', path: '/metrics' } },
    ],
    trust: true,
  })
  const answer = encodeGuardAnswer({
    ask: 1_763_632_800_001,
    certificates: [{ use: 'kubelet', certificate: b(5, 6), authority: b(7) }],
    access: [
      { asked: 0, general: true, allowed: false, because: 'no rule' },
      { asked: 1, general: false, allowed: true, because: undefined },
    ],
    trust: { issuer: 'https://kubernetes.default.svc', keySet: '{"keys":[]}', serviceAddresses: ['10.96.0.1'] },
  })
  const down = encodeDown({ kind: 'guard-answered', node, answer: b(9, 9) })
  const carried = encodeCarried({ family: 'guard', payload: b(8) })
  const envelope = decodeEnvelope(fact)
  if (isFault(envelope)) throw envelope
  const all = [
    { message: 'fact', bytes: fact, value: factFromEnvelope(envelope) },
    { message: 'guard-ask', bytes: ask, value: decodeGuardAsk(ask) },
    { message: 'guard-answer', bytes: answer, value: decodeGuardAnswer(answer) },
    { message: 'down', bytes: down, value: decodeDown(down) },
    { message: 'carried', bytes: carried, value: decodeCarried(carried) },
  ].map(({ message, bytes, value }) => ({ message, hex: Buffer.from(bytes).toString('hex'), value: hexed(value) }))
  writeFileSync('test/schemas/golden/guard-v1.json', `${JSON.stringify(all, null, 2)}\n`)
})
