import { writeFileSync } from 'node:fs'
import { it } from 'vitest'
import { encodeDown } from '../schemas/down.ts'
import { encodeEnvelope } from '../schemas/envelope.ts'
import { factToDraft } from '../schemas/fact-codec.ts'
import type { Fact } from '../src/facts.ts'
import { epoch, nodeId, producerId, sequence } from '../src/kernel/ids.ts'
import { wallMs } from '../src/kernel/time.ts'

it('F18: makes bytes', () => {
  const node = nodeId('a-1')
  const target = { group: '', version: 'v1', resource: 'nodes', kind: 'Node', namespace: '', name: 'a-1' }
  const pod = { ...target, resource: 'pods', kind: 'Pod', namespace: 'shop', name: 'web' }
  const life = '00ff'
  const facts: Fact[] = [
    { kind: 'write-accepted', node, life, number: 7, slot: 1, target, uid: 'u-1', change: { verb: 'patch', form: 'strategic', status: true, patch: { status: { phase: 'Running' } } } },
    { kind: 'write-accepted', node, life, number: 8, slot: 2, target: pod, uid: undefined, change: { verb: 'create', object: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', namespace: 'shop', uid: 'u-2' } } } },
    { kind: 'write-accepted', node, life, number: 9, slot: 3, target: pod, uid: 'u-2', change: { verb: 'delete', graceSeconds: 0 } },
    { kind: 'writes-settled', node, life, upTo: 9 },
    { kind: 'write-replayed', node, life, number: 7, version: '815' },
    { kind: 'write-conflicted', node, life, number: 9, target: pod, reason: 'replaced', message: 'pods "web" is another object by now', version: undefined },
  ]
  const goldens: unknown[] = facts.map((fact) => {
    const producer = producerId(fact.kind.startsWith('write-a') || fact.kind === 'writes-settled' ? 'node/a-1' : 'cloud/one')
    const place = { producer, epoch: epoch(1_763_632_800), seq: sequence(5) }
    const bytes = encodeEnvelope({ ...place, ...factToDraft(fact, { wallMs: wallMs(1_763_632_800_000), counter: 1 }) })
    return { message: 'fact', hex: Buffer.from(bytes).toString('hex'), value: JSON.parse(JSON.stringify(fact)) }
  })
  const down = { kind: 'outcomes-told', node, outcomes: [{ life, number: 7, version: '815' }, { life, number: 9, version: undefined }] } as const
  goldens.push({ message: 'down', hex: Buffer.from(encodeDown(down)).toString('hex'), value: JSON.parse(JSON.stringify(down)) })
  writeFileSync(new URL('schemas/golden/writes-v1.json', import.meta.url), JSON.stringify(goldens, null, 2))
})
