// Every message survives the wire, and no bytes break a decoder.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { decodeBatch, encodeBatch } from '../../schemas/batch.ts'
import { decodeBeat, decodeFullBeat, encodeBeat } from '../../schemas/beat.ts'
import { decodeCarried, encodeCarried } from '../../schemas/carried.ts'
import { decodeDown, encodeDown } from '../../schemas/down.ts'
import { decodeEnvelope, encodeEnvelope } from '../../schemas/envelope.ts'
import { decodeGuardAnswer, encodeGuardAnswer } from '../../schemas/guard-answer.ts'
import { decodeGuardAsk, encodeGuardAsk } from '../../schemas/guard-ask.ts'
import { limits } from '../../schemas/limits.ts'
import { decodeShardEntry, encodeShardEntry } from '../../schemas/log-entry.ts'
import { decodePodsTold, encodePodsTold } from '../../schemas/pods-told.ts'
import { decodeReplica, encodeReplica } from '../../schemas/replica.ts'
import { decodeReport, encodeReport } from '../../schemas/report.ts'
import { openSigned } from '../../schemas/signed.ts'
import { wire } from '../../schemas/wire.ts'
import { Fault, isFault } from '../../src/kernel/fault.ts'
import { nodeId } from '../../src/kernel/ids.ts'
import {
  anyBatch,
  anyBeat,
  anyCarried,
  anyDown,
  anyEnvelope,
  anyFullBeat,
  anyGuardAnswer,
  anyGuardAsk,
  anyPodsTold,
  anyReplica,
  anyReport,
  anyShardEntry,
} from './arbitraries.ts'

const openAny = (bytes: Uint8Array) =>
  openSigned(bytes, { context: 'down', keyOf: () => bytes, verify: () => true })

const codecs = [
  {
    name: 'envelope',
    any: anyEnvelope.map(encodeEnvelope),
    decode: decodeEnvelope,
    max: limits.envelopeBytes,
  },
  {
    name: 'beat with others in it',
    any: anyFullBeat.map(({ beat, relayed }) => encodeBeat(beat, relayed)),
    decode: decodeFullBeat,
    max: limits.beatWithRelayedBytes,
  },
  {
    name: 'carried message',
    any: anyCarried.map(encodeCarried),
    decode: decodeCarried,
    max: limits.carriedBytes,
  },
  { name: 'beat', any: anyBeat.map(encodeBeat), decode: decodeBeat, max: limits.beatBytes },
  {
    name: 'report',
    any: anyReport.map(encodeReport),
    decode: decodeReport,
    max: limits.reportBytes,
  },
  {
    name: 'word of pods',
    any: anyPodsTold.map(encodePodsTold),
    decode: decodePodsTold,
    max: limits.podsToldBytes,
  },
  { name: 'batch', any: anyBatch.map(encodeBatch), decode: decodeBatch, max: limits.batchBytes },
  {
    name: 'question of a guard',
    any: anyGuardAsk.map(encodeGuardAsk),
    decode: decodeGuardAsk,
    max: limits.guardAskBytes,
  },
  {
    name: 'answer to a guard',
    any: anyGuardAnswer.map(encodeGuardAnswer),
    decode: decodeGuardAnswer,
    max: limits.guardAnswerBytes,
  },
  { name: 'down', any: anyDown.map(encodeDown), decode: decodeDown, max: limits.downBytes },
  {
    name: 'log entry',
    any: anyShardEntry.map(encodeShardEntry),
    decode: decodeShardEntry,
    max: limits.logFactsBytes,
  },
  {
    name: 'replica',
    any: anyReplica.map(encodeReplica),
    decode: decodeReplica,
    max: limits.replicaBytes,
  },
  { name: 'signed', any: anyDown.map(encodeDown), decode: openAny, max: limits.signedBytes },
]

const codes = ['MALFORMED', 'TOO_LARGE', 'NEWER_VERSION', 'SIGNATURE_INVALID']

/** What a decoder may answer: a value or one of the faults of bytes. */
function total(outcome: unknown): void {
  if (outcome instanceof Fault) expect(codes).toContain(outcome.code)
  else expect(outcome).toBeTypeOf('object')
}

it('F1: an envelope comes back as it was, every field of it', () => {
  fc.assert(
    fc.property(anyEnvelope, (one) => {
      expect(decodeEnvelope(encodeEnvelope(one))).toEqual(one)
    }),
  )
})

it('F2: beats, reports, batches and answers come back as they were', () => {
  fc.assert(
    fc.property(anyBeat, (one) => {
      expect(decodeBeat(encodeBeat(one))).toEqual(one)
    }),
  )
  fc.assert(
    fc.property(anyReport, (one) => {
      expect(decodeReport(encodeReport(one))).toEqual(one)
    }),
  )
  fc.assert(
    fc.property(anyBatch, (one) => {
      expect(decodeBatch(encodeBatch(one))).toEqual(one)
    }),
  )
  fc.assert(
    fc.property(anyPodsTold, (one) => {
      expect(decodePodsTold(encodePodsTold(one))).toEqual(one)
    }),
  )
  fc.assert(
    fc.property(anyDown, (one) => {
      expect(decodeDown(encodeDown(one))).toEqual(one)
    }),
  )
})

it.each(codecs)('F3: any bytes give a $name or a fault, never an exception', ({ any, decode }) => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => total(decode(bytes))))
  const changed = fc.tuple(any, fc.nat(), fc.nat({ max: 255 }), fc.nat())
  fc.assert(
    fc.property(changed, ([bytes, at, value, cut]) => {
      const copy = bytes.slice()
      copy[at % copy.length] = value
      total(decode(copy))
      total(decode(bytes.subarray(0, cut % copy.length)))
    }),
  )
})

it.each(codecs)('F4: a $name above its bound is refused before it is read', ({ decode, max }) => {
  const outcome = decode(new Uint8Array(max + 1))
  expect(isFault(outcome) && outcome.code).toBe('TOO_LARGE')
})

it('L5: entries of logs and words of replicas come back as they were', () => {
  fc.assert(
    fc.property(anyShardEntry, (one) => {
      expect(decodeShardEntry(encodeShardEntry(one))).toEqual(one)
    }),
  )
  fc.assert(
    fc.property(anyReplica, (one) => {
      expect(decodeReplica(encodeReplica(one))).toEqual(one)
    }),
  )
})

it('L5: an entry of too many or too large facts is refused', () => {
  const entry = fc.sample(anyShardEntry, 1)[0]
  if (entry === undefined) throw new Error('no entry')
  const many = Array.from({ length: limits.logFacts + 1 }, () => new Uint8Array(1))
  const large = [new Uint8Array(limits.envelopeBytes + 1)]
  for (const envelopes of [many, large])
    expect(decodeShardEntry(encodeShardEntry({ ...entry, envelopes }))).toMatchObject({
      code: 'TOO_LARGE',
    })
})

it('F4: more ballots, members or facts than allowed are refused', () => {
  const many = (of: object) => Array.from({ length: 5_000 }, () => of)
  const code = (outcome: unknown) => isFault(outcome) && outcome.code
  const chain = new Uint8Array(32)
  const report = wire.Report.encode({ node: 'n', ballots: many({}) }).finish()
  expect(code(decodeReport(report))).toBe('TOO_LARGE')
  const assignment = { node: 'n', site: 's', members: many({}), cloudKey: chain }
  expect(code(decodeDown(wire.Down.encode({ assignment }).finish()))).toBe('TOO_LARGE')
  const envelopes = Array.from({ length: 5_000 }, () => new Uint8Array(1))
  const batch = { producer: 'p', lane: 1, from: 1, previousChain: chain, chain, envelopes }
  expect(code(decodeBatch(wire.Batch.encode(batch).finish()))).toBe('TOO_LARGE')
})

it('F5: numbers that a double does not hold exactly are malformed', () => {
  const big = 2 ** 53
  const bytes = wire.Beat.encode({ node: 'n', round: big }).finish()
  expect(decodeBeat(bytes)).toMatchObject({ code: 'MALFORMED' })
  const far = wire.Envelope.encode({
    producer: 'p',
    lane: 1,
    kind: 'k',
    kindVersion: 1,
    hlcWallMs: limits.wallMs + 1,
  })
  expect(decodeEnvelope(far.finish())).toMatchObject({ code: 'MALFORMED' })
})

it('F6: a lane or an answer of later times is a newer version, not garbage', () => {
  const future = { producer: 'p', lane: 9 as number, kind: 'k', kindVersion: 1 }
  const bytes = wire.Envelope.encode(future).finish()
  expect(decodeEnvelope(bytes)).toMatchObject({ code: 'NEWER_VERSION' })
  expect(decodeDown(Uint8Array.of(0x82, 0x7d, 0))).toMatchObject({ code: 'NEWER_VERSION' })
})

it('F7: a ballot without an observer is the sender’s own', () => {
  const ballots = [{ subject: 'b', incarnation: 1, round: 2, opinion: 1 }]
  const bytes = wire.Report.encode({ node: 'a', ballots }).finish()
  expect(decodeReport(bytes)).toMatchObject({ ballots: [{ observer: 'a', subject: 'b' }] })
})

it('B76: a beat with others in it, and a message to carry, read back as written', () => {
  fc.assert(
    fc.property(anyFullBeat, anyCarried, (full, carried) => {
      const bytes = encodeBeat(full.beat, full.relayed)
      expect(decodeFullBeat(bytes)).toEqual(full)
      expect(decodeBeat(bytes)).toEqual(full.beat)
      expect(decodeCarried(encodeCarried(carried))).toEqual(carried)
    }),
  )
})

it('B76: too many or too large beats in one, and a family that nobody carries, are refused', () => {
  const code = (outcome: unknown) => (outcome instanceof Fault ? outcome.code : 'none')
  const [one] = fc.sample(anyBeat, 1)
  if (one === undefined) throw new Error('a beat')
  const many = Array.from({ length: limits.relayedBeats + 1 }, () => new Uint8Array(1))
  expect(code(decodeFullBeat(encodeBeat(one, many)))).toBe('TOO_LARGE')
  const large = [new Uint8Array(limits.relayedBeatBytes + 1)]
  expect(code(decodeFullBeat(encodeBeat(one, large)))).toBe('TOO_LARGE')
  expect(code(decodeCarried(wire.Carried.encode({}).finish()))).toBe('MALFORMED')
  const later = { family: 99 as number }
  expect(code(decodeCarried(wire.Carried.encode(later).finish()))).toBe('NEWER_VERSION')
})

it('G15: questions of guards and answers to them come back as they were', () => {
  fc.assert(
    fc.property(anyGuardAsk, (one) => {
      expect(decodeGuardAsk(encodeGuardAsk(one))).toEqual(one)
    }),
  )
  fc.assert(
    fc.property(anyGuardAnswer, (one) => {
      expect(decodeGuardAnswer(encodeGuardAnswer(one))).toEqual(one)
    }),
  )
})

it('G15: a question of more wishes than one answer holds is refused', () => {
  const [user, attempt] = [
    { name: 'u', groups: [] },
    { verb: 'get', path: '/' },
  ]
  const access = Array.from({ length: limits.guardAccess + 1 }, () => ({ user, attempt }))
  const asked = { node: nodeId('a'), ask: 1, certificates: [], access, trust: false }
  expect(decodeGuardAsk(encodeGuardAsk(asked))).toMatchObject({ code: 'TOO_LARGE' })
})
