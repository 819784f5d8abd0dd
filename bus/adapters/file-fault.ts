// What the file system refuses, as faults.
import { Fault } from '../../src/kernel/fault.ts'

/** The fault for an error of the file system: FULL, CONFIG_INVALID for what the operator must allow, else STORE_BROKEN. */
export function fileFault(error: unknown, what: string): Fault {
  if (error instanceof Fault) return error
  const { code = '', message } = error as NodeJS.ErrnoException
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new Fault('FULL', `expected room for ${what}, got none: make room on that disk`, error)
  if (['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'EISDIR'].includes(code))
    return new Fault(
      'CONFIG_INVALID',
      `expected ${what} to be ours to write, got ${code}: name another folder or change its owner`,
      error,
    )
  return new Fault(
    'STORE_BROKEN',
    `expected ${what} to work, got: ${message}; see whether its disk is well and its files are ours`,
    error,
  )
}
