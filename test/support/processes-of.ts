// Processes whose command line names a folder, as the system lists them.
import { readdirSync, readFileSync } from 'node:fs'

/** The pids of all other processes that were started with `folder` in their arguments. */
export function processesOf(folder: string): readonly number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && pid !== process.pid)
    .filter((pid) => commandLine(pid).includes(folder))
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}
