// What a replica keeps already, when a log tells it again.
import { describe, expect, it } from 'vitest'
import { Kept } from '../../../bus/shards/kept.ts'
import { createKeyOffice } from '../../../sim/keys.ts'
import { encodeEnvelope } from '../../../schemas/envelope.ts'
import { epoch, producerId, sequence } from '../../../src/kernel/ids.ts'
import { wallMs } from '../../../src/kernel/time.ts'
import { sha256 } from '../../support/journal.ts'
import { note } from '../../support/shard-world.ts'

const keyring = createKeyOffice(sha256, 'kept').keyringOf('cloud')
const signer = { producer: producerId('cloud/a'), keyring }

/** The verdict on a node, as of a moment. */
function fact(at: number, key = 'node/a') {
  const names = { producer: producerId('cloud/shard-0'), epoch: epoch(1), seq: sequence(at) }
  const envelope = { ...note(`${at}`), ...names, key, hlc: { wallMs: wallMs(at), counter: 0 } }
  return { key: `state/${key}`, envelope, bytes: encodeEnvelope(envelope) }
}

describe('what is kept', () => {
  it('L15: a fact that is kept, or that was told before, is not kept again', () => {
    const of = { ...fact(1), log: 'log/0' }
    const kept = new Kept({ signer, shardOf: () => 0 }, 0, [of])
    expect(kept.newOf([fact(1), fact(2), fact(2)])).toEqual([fact(2)])
    expect(kept.newOf([fact(2), fact(3)])).toEqual([fact(3)])
  })

  it('L15: a seed never puts back a key that has gone on in another shard’s log', () => {
    const moved = { ...fact(5), log: 'log/1' }
    const kept = new Kept({ signer, shardOf: () => 0 }, 0, [moved])
    expect(kept.newOf([fact(4), fact(5)])).toEqual([])
    expect(kept.newOf([fact(4, 'node/b'), fact(6)])).toEqual([fact(4, 'node/b'), fact(6)])
  })
})
