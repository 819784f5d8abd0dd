// A selector that cannot be read: thrown by the parsers, answered as a Status at their doors.
import { badRequest } from '../answers/failures.ts'
import type { Status } from '../answers/status.ts'

/** What is wrong with a selector; the message is for the client. */
export class SelectorError extends Error {
  override readonly name = 'SelectorError'
}

/** What `parse` gives, or 400 with its complaint. */
export function orBadRequest<T>(parse: () => T): T | Status {
  try {
    return parse()
  } catch (error) {
    if (error instanceof SelectorError) return badRequest(error.message)
    throw error
  }
}
