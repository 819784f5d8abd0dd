// Operating errors: stable codes, and whether trying later may help.

/** Every fault code and whether the same call may succeed later. Codes are promised, messages are not. */
export const faults = {
  CLOSED: 'later',
  CONFLICT: 'later',
  FULL: 'later',
  TIMEOUT: 'later',
  UNREACHABLE: 'later',
  TOO_BUSY: 'later',
  GONE: 'never',
  NOT_FOUND: 'never',
  REFUSED: 'never',
  UNAUTHORIZED: 'never',
  MALFORMED: 'never',
  TOO_LARGE: 'never',
  NEWER_VERSION: 'never',
  UNSUPPORTED: 'never',
  STORE_LOCKED: 'never',
  STORE_BROKEN: 'never',
  STORE_FOREIGN: 'never',
  JOURNAL_HOLE: 'never',
  SEQUENCE_EXPECTED: 'never',
  SIGNATURE_INVALID: 'never',
  CONFIG_INVALID: 'never',
  PORT_IN_USE: 'never',
} as const satisfies Record<string, 'later' | 'never'>

/** A stable fault code. */
export type FaultCode = keyof typeof faults

/** An operating error: what was expected, what came and what to do are in `message`. */
export class Fault extends Error {
  override readonly name = 'Fault'
  readonly code: FaultCode
  constructor(code: FaultCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
  }

  /** Whether the same call may succeed later. */
  get retry(): 'later' | 'never' {
    return faults[this.code]
  }
}

/** Whether a callback's outcome is a fault. */
export const isFault = (outcome: unknown): outcome is Fault => outcome instanceof Fault
