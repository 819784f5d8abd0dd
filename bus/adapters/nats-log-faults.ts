// What JetStream's errors mean for a log.
import { JetStreamApiError } from '@nats-io/jetstream'
import { Fault } from '../../src/kernel/fault.ts'
import { overtaken } from '../log-faults.ts'

/** Wrong last sequence; the second code is used for conflicts inside a replicated stream. */
const conflictCodes: readonly number[] = [10071, 10164]
const streamNotFound = 10059

/** The fault of an error that a call of JetStream ended with. */
export function faultOfJetStream(error: unknown): Fault {
  if (error instanceof Fault) return error
  const why = error instanceof Error ? error.message : String(error)
  if (error instanceof JetStreamApiError) return faultOfCode(error.code, why, error)
  if (error instanceof Error && error.name === 'JetStreamNotEnabled')
    return new Fault('GONE', 'expected a stream behind the subject, there is none', error)
  const timedOut = error instanceof Error && error.name === 'TimeoutError'
  return new Fault(
    timedOut ? 'TIMEOUT' : 'UNREACHABLE',
    `expected an answer of JetStream, got none: ${why}`,
    error,
  )
}

function faultOfCode(code: number, why: string, error: unknown): Fault {
  if (conflictCodes.includes(code)) return overtaken(why)
  if (code === streamNotFound) return new Fault('GONE', `expected the stream, got: ${why}`, error)
  return new Fault('REFUSED', `expected JetStream to agree, got ${code}: ${why}`, error)
}

/** Whether nobody knows if the call did its work. */
export const isUncertain = ({ code }: Fault): boolean =>
  code === 'TIMEOUT' || code === 'UNREACHABLE'
