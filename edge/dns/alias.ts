// The answer about an external name: the aliases of the zone, then what the target's servers say.
import { decode } from 'dns-packet'
import type { Answer } from 'dns-packet'
import type { ZoneRecord } from '../../src/services/record.ts'
import { codes } from './wire/codes.ts'
import { encodeMessage, recordOf } from './wire/encode.ts'
import type { Content } from './wire/encode.ts'

/** The message; without one about the target, a failure that shows the aliases. */
export function withTarget(
  question: Uint8Array,
  aliases: readonly ZoneRecord[],
  target: Uint8Array | undefined,
): Uint8Array {
  const answers = aliases.map(recordOf)
  const failed: Content = { question, code: codes.serverFailure, isAuthoritative: false, answers }
  const read = target && readTarget(target)
  if (read === undefined) return encodeMessage(failed)
  return encodeMessage({ ...failed, code: read.code, answers: [...answers, ...read.answers] })
}

/** The library reads every record that a stub resolver asks for; what it cannot read is no answer. */
function readTarget(message: Uint8Array): { code: number; answers: readonly Answer[] } | undefined {
  try {
    const { answers = [] } = decode(Buffer.from(message))
    return { code: (message[3] ?? 0) & 0x0f, answers }
  } catch {
    return undefined
  }
}
