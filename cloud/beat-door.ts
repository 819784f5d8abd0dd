// Where beats come in: bytes become beats, anything else is counted and turned away.
import type { Cancel } from '../bus/clock.ts'
import type { Door } from '../bus/door.ts'
import type { Message, Transport } from '../bus/transport.ts'
import { decodeFullBeat, type FullBeat } from '../schemas/beat.ts'
import { patternOf } from '../schemas/subjects.ts'
import { escapeToken } from '../schemas/tokens.ts'
import { isFault } from '../src/kernel/fault.ts'

/** What the door stands on. */
export interface BeatDoorParts {
  readonly transport: Transport
  readonly cluster: string
  readonly door: Door
  readonly heard: (beat: FullBeat) => void
}

/** Listens for the beats of all nodes until cancelled. */
export function openBeatDoor(parts: BeatDoorParts): Cancel {
  return parts.transport.subscribe(patternOf('beat', parts.cluster, {}), (message) =>
    take(parts, message),
  )
}

function take({ door, heard }: BeatDoorParts, { subject, bytes }: Message): void {
  const full = decodeFullBeat(bytes)
  if (isFault(full)) return door.refuse('beat unreadable', { subject, code: full.code })
  if (escapeToken(full.beat.node) !== lastToken(subject))
    return door.refuse('beat under another name', { subject })
  heard(full)
}

/** The node of a subject `beat.<shard>.<node>`, still escaped: the subscription's pattern let through no other. */
const lastToken = (subject: string): string => subject.slice(subject.lastIndexOf('.') + 1)
