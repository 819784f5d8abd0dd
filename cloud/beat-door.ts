// Where beats come in: bytes become beats, anything else is counted and turned away.
import type { Cancel } from '../bus/clock.ts'
import type { Door } from '../bus/door.ts'
import type { Message, Transport } from '../bus/transport.ts'
import { decodeFullBeat, type FullBeat } from '../schemas/beat.ts'
import { parseSubject, patternOf } from '../schemas/subjects.ts'
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
  const said = parseSubject(subject)
  if (isFault(said) || said.family !== 'beat') return door.refuse('beat on a wrong subject')
  const full = decodeFullBeat(bytes)
  if (isFault(full)) return door.refuse('beat unreadable', { node: said.node, code: full.code })
  if (full.beat.node !== said.node)
    return door.refuse('beat under another name', { node: said.node })
  heard(full)
}
