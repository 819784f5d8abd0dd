// Where damaged files are made by the thousand: in memory where there is such a place, for a sync costs nothing there.
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder of its own; what the code under test copies aside goes there too. */
export function scratchFolder(name: string): { readonly folder: string; dispose: () => void } {
  const before = process.env['TMPDIR']
  const folder = mkdtempSync(join(root(), `causeway-${name}-`))
  process.env['TMPDIR'] = folder
  return {
    folder,
    dispose: () => {
      if (before === undefined) delete process.env['TMPDIR']
      else process.env['TMPDIR'] = before
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function root(): string {
  try {
    accessSync('/dev/shm', constants.W_OK)
    return '/dev/shm'
  } catch {
    return tmpdir()
  }
}
