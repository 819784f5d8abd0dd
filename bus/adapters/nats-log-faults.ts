// What JetStream's errors mean for a log.
import { JetStreamApiError } from '@nats-io/jetstream'
import { Fault } from '../../src/kernel/fault.ts'
import { logGone, overtaken } from '../log-faults.ts'

/** Wrong last sequence; the second code is used for conflicts inside a replicated stream. */
const conflictCodes: readonly number[] = [10071, 10164]
/** Wrong last id. */
const otherLastId = 10070
const streamNotFound = 10059
/** No leader, or not yet started. */
const unavailable = 503
/** A cluster that has too few servers at the moment. */
const noPeers = 10005

/** Whether there is no such stream. */
export const isNoStream = (error: unknown): boolean =>
  error instanceof JetStreamApiError && error.code === streamNotFound

/** Whether the last entry has another id, or the server has forgotten which: it does when it starts. */
export const isOtherLast = (error: unknown): boolean =>
  error instanceof JetStreamApiError && error.code === otherLastId

/** Whether nobody listens: no stream on the subject, or no JetStream for the moment. */
export const isNobody = (error: unknown): boolean =>
  error instanceof Error && error.name === 'JetStreamNotEnabled'

/** The fault of an error that a call of JetStream ended with. */
export function faultOfJetStream(error: unknown): Fault {
  if (error instanceof Fault) return error
  const why = error instanceof Error ? error.message : String(error)
  if (error instanceof JetStreamApiError && !isForNow(error))
    return faultOfCode(error.code, why, error)
  const timedOut = error instanceof Error && error.name === 'TimeoutError'
  return new Fault(
    timedOut ? 'TIMEOUT' : 'UNREACHABLE',
    `expected an answer of JetStream, got none: ${why}`,
    error,
  )
}

const isForNow = ({ status, code }: JetStreamApiError): boolean =>
  status === unavailable || code === noPeers

function faultOfCode(code: number, why: string, error: unknown): Fault {
  if (conflictCodes.includes(code)) return overtaken(why)
  if (code === streamNotFound) return logGone()
  return new Fault('REFUSED', `expected JetStream to agree, got ${code}: ${why}`, error)
}

/** Whether nobody knows if the call did its work. */
export const isUncertain = ({ code }: Fault): boolean =>
  code === 'TIMEOUT' || code === 'UNREACHABLE'
