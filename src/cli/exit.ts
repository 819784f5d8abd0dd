// How a command ends: exit codes, and errors that say what to do.
import { Fault } from '../kernel/fault.ts'

/** A command was used wrongly: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Prints an error without a stack trace and answers its exit code. */
export function report(error: unknown): number {
  if (error instanceof UsageError) {
    process.stderr.write(`error: ${error.message}\n`)
    return 2
  }
  if (error instanceof Fault) {
    process.stderr.write(`error: ${error.message} (${error.code})\n`)
    return error.code === 'CONFIG_INVALID' ? 2 : 1
  }
  if (process.env['CAUSEWAY_DEBUG'] !== undefined) process.stderr.write(`${stackOf(error)}\n`)
  else process.stderr.write(`error: ${messageOf(error)}\n`)
  return 1
}

/** The text of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
