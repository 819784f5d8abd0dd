// This run of the machine, as Linux names it.
import { readFileSync } from 'node:fs'
import { Fault } from '../../src/kernel/fault.ts'

/** The boot id; UNSUPPORTED where the system has none. */
export function bootId(file = '/proc/sys/kernel/random/boot_id'): string | Fault {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (error) {
    return new Fault('UNSUPPORTED', `expected Linux's boot id in ${file}, there is none`, error)
  }
}
