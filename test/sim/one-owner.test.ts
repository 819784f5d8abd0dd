// The checker of owners, over entries of a log as replicas would write them.
import { expect, it } from 'vitest'
import { factToDraft } from '../../schemas/fact-codec.ts'
import { encodeEnvelope } from '../../schemas/envelope.ts'
import { encodeShardEntry } from '../../schemas/log-entry.ts'
import { sealSigned } from '../../schemas/signed.ts'
import type { WorldView } from '../../sim/checkers/checker.ts'
import { oneOwner } from '../../sim/checkers/one-owner.ts'
import { epoch, producerId, sequence } from '../../src/kernel/ids.ts'
import { wallMs } from '../../src/kernel/time.ts'

interface Entry {
  readonly at: number
  readonly writer: string
  readonly epoch: number
  readonly from: number
  /** `owner-began`, or any other fact. */
  readonly begins?: true
  readonly incarnation?: string
  readonly first?: number
}

function bytesOf({ writer, epoch: of, from, begins }: Entry): Uint8Array {
  const fact = begins
    ? ({ kind: 'owner-began', shard: 0, replica: writer, seeding: false } as const)
    : ({ kind: 'log-seeded', shard: 0, facts: 0 } as const)
  const draft = factToDraft(fact, { wallMs: wallMs(0), counter: 0 })
  const place = { producer: producerId('cloud/shard-0'), epoch: epoch(of), seq: sequence(from) }
  const envelopes = [encodeEnvelope({ ...draft, ...place })]
  const entry = { shard: 0, writer, epoch: epoch(of), from: sequence(from), seed: false, envelopes }
  const sign = () => new Uint8Array(64)
  return sealSigned({ context: 'log', signer: 'cloud/a' }, encodeShardEntry(entry), sign)
}

function foundIn(entries: readonly Entry[]): readonly string[] {
  const found: string[] = []
  const checker = oneOwner({} as WorldView, (what) => found.push(what))
  for (const entry of entries)
    checker.appended?.({
      shard: 0,
      incarnation: entry.incarnation ?? 'first',
      at: entry.at,
      first: entry.first ?? 1,
      bytes: bytesOf(entry),
    })
  return found
}

const began = { at: 1, writer: 'a', epoch: 1, from: 1, begins: true } as const

it('W47: who writes what he owns is not found, nor one who takes over', () => {
  const entries: readonly Entry[] = [
    began,
    { at: 2, writer: 'a', epoch: 1, from: 2 },
    { at: 3, writer: 'b', epoch: 2, from: 3, begins: true },
    { at: 4, writer: 'b', epoch: 2, from: 4 },
  ]
  expect(foundIn(entries)).toEqual([])
})

it('W47: an entry of a deposed replica is found, one of nobody, and one after which facts are missing', () => {
  const deposed: readonly Entry[] = [
    began,
    { at: 2, writer: 'b', epoch: 2, from: 2, begins: true },
    { at: 3, writer: 'a', epoch: 1, from: 3 },
  ]
  expect(foundIn(deposed)).toEqual([
    'shard 0, entry 3: a writes as owner in epoch 1, b owns it in epoch 2',
  ])
  expect(foundIn([{ at: 1, writer: 'a', epoch: 1, from: 1 }])).toEqual([
    'shard 0, entry 1: a writes into an empty log without owning it',
  ])
  expect(foundIn([began, { at: 2, writer: 'a', epoch: 1, from: 4 }])).toEqual([
    'shard 0, entry 2: facts 2 to 3 are missing',
  ])
  expect(foundIn([began, { ...began, at: 2, writer: 'b', from: 2 }])).toEqual([
    'shard 0, entry 2: b begins to own it in epoch 1, a did in epoch 1',
  ])
})

it('W47: what a log lost does not count', () => {
  const taken: Entry = { at: 2, writer: 'b', epoch: 2, from: 2, begins: true }
  expect(foundIn([began, taken, { at: 2, writer: 'a', epoch: 1, from: 2 }])).toEqual([])
  const anew: Entry = { ...began, writer: 'c', incarnation: 'second' }
  expect(foundIn([began, taken, anew])).toEqual([])
  expect(foundIn([began, taken, { ...taken, at: 3, first: 3 }])).toEqual([])
  expect(foundIn([began, { at: 2, writer: 'a', epoch: 1, from: 2, first: 2 }])).toEqual([])
})
