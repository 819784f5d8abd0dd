// Envelope encode and decode beside the raw protobuf of the same bytes.
import protobuf from 'protobufjs/minimal.js'
import { encodeEnvelope, decodeEnvelope, type Envelope } from '../schemas/envelope.ts'
import { epoch, producerId, sequence } from '../src/kernel/ids.ts'
import { wallMs } from '../src/kernel/time.ts'
import { rate, type Line } from './measure.ts'

const envelope: Envelope = {
  producer: producerId('node/site-a-1'),
  lane: 'state',
  epoch: epoch(1),
  seq: sequence(123_456),
  kind: 'verdict-reached',
  kindVersion: 1,
  key: 'site-a-1',
  hlc: { wallMs: wallMs(1_763_600_000_000), counter: 3 },
  body: new Uint8Array(300).fill(97),
}

/** The same fields by hand with protobufjs' writer and reader: what the codec stands on. */
function rawEncode(): Uint8Array {
  const writer = protobuf.Writer.create()
  writer.uint32(10).string(envelope.producer).uint32(16).int32(1).uint32(24).uint64(envelope.epoch)
  writer.uint32(32).uint64(envelope.seq).uint32(42).string(envelope.kind).uint32(48).uint32(1)
  writer.uint32(58).string(envelope.key).uint32(64).uint64(envelope.hlc.wallMs).uint32(72).uint32(3)
  return writer.uint32(90).bytes(envelope.body).finish()
}

function rawDecode(bytes: Uint8Array): number {
  const reader = protobuf.Reader.create(bytes)
  let seen = 0
  while (reader.pos < reader.len) {
    const tag = reader.uint32()
    seen += tag
    if ((tag & 7) === 2) reader.bytes()
    else reader.uint64()
  }
  return seen
}

/** The lines of this section. */
export function envelopeLines(): readonly Line[] {
  const bytes = encodeEnvelope(envelope)
  const unit = 'envelopes/s'
  return [
    {
      what: 'encode, 300 bytes of body',
      ours: rate(() => encodeEnvelope(envelope)),
      raw: rate(rawEncode),
      unit,
    },
    {
      what: 'decode, 300 bytes of body',
      ours: rate(() => decodeEnvelope(bytes)),
      raw: rate(() => rawDecode(bytes)),
      unit,
    },
  ]
}
