// The envelope written by hand beside the generated encoder.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { encodeEnvelope, laneNumber } from '../../schemas/envelope.ts'
import { envelopeLength, writeEnvelope } from '../../schemas/envelope-writer.ts'
import { anyEnvelope } from './arbitraries.ts'

it('F1: an envelope written by hand has the very bytes of the generated encoder, wherever it is put', () => {
  fc.assert(
    fc.property(anyEnvelope, fc.nat(20), (envelope, at) => {
      const numbered = { ...envelope, lane: laneNumber(envelope.lane) }
      const expected = encodeEnvelope(envelope)
      expect(envelopeLength(numbered)).toBe(expected.length)
      const out = new Uint8Array(at + expected.length + 3).fill(255)
      writeEnvelope(out, at, numbered)
      expect(out.subarray(at, at + expected.length)).toEqual(new Uint8Array(expected))
      expect(out.subarray(at + expected.length)).toEqual(Uint8Array.of(255, 255, 255))
    }),
    { numRuns: 1_000 },
  )
})
