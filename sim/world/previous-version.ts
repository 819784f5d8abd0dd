// The previous wire version of an agent: its beats say nothing of where it is in its feeds.
import type { Transport } from '../../bus/transport.ts'
import { decodeFullBeat, encodeBeat } from '../../schemas/beat.ts'
import { parseSubject } from '../../schemas/subjects.ts'
import { isFault } from '../../src/kernel/fault.ts'

/** Which version an agent has. */
export type AgentVersion = 'previous' | 'current'

/** A transport on which beats leave as the previous version wrote them (`test/schemas/golden/v1.json`). */
export const asPrevious = (transport: Transport): Transport => ({
  ...transport,
  publish: (subject, bytes, done) =>
    transport.publish(subject, isBeat(subject) ? previousBeat(bytes) : bytes, done),
})

function isBeat(subject: string): boolean {
  const at = parseSubject(subject)
  return !isFault(at) && at.family === 'beat'
}

function previousBeat(bytes: Uint8Array): Uint8Array {
  const full = decodeFullBeat(bytes)
  if (isFault(full)) return bytes
  return encodeBeat({ ...full.beat, feeds: undefined }, full.relayed)
}
