// CNI's error codes that are used here: below 100 they are CNI's own, from 100 on ours.

/** The codes by what they mean. */
export const cniCodes = {
  versionUnknown: 1,
  environmentInvalid: 4,
  io: 5,
  undecodable: 6,
  configInvalid: 7,
  tryLater: 11,
  unavailable: 50,
  exhausted: 100,
  notHeld: 101,
} as const

/** What a plugin says when it fails. */
export interface CniError {
  readonly code: number
  readonly msg: string
  readonly details?: string
}

/** Whether a reading ended in an error. */
export const isCniError = (outcome: object): outcome is CniError =>
  'code' in outcome && 'msg' in outcome
