// The progress bar of many runs: redrawn in place on a terminal, a line each tenth elsewhere.

/** A bar that is told of each result. */
export interface Progress {
  /** After one that has failed there is room to tell of it. */
  readonly step: (failed: boolean) => void
  readonly end: () => void
}

const width = 30

/** A bar on stderr for so many of something; how many failed is told once one has. */
export function progressOf(
  total: number,
  what: string,
  out: NodeJS.WriteStream = process.stderr,
): Progress {
  let [done, failed] = [0, 0]
  let tenths = 0
  const line = (): string => {
    const filled = Math.floor((width * done) / Math.max(1, total))
    const bar = `${'#'.repeat(filled)}${'.'.repeat(width - filled)}`
    return `[${bar}] ${done}/${total} ${what}${failed > 0 ? `, ${failed} failed` : ''}`
  }
  return {
    step: (hasFailed) => {
      done += 1
      failed += hasFailed ? 1 : 0
      if (out.isTTY) return void out.write(`\r${line()}${hasFailed ? '\n' : ''}`)
      const now = Math.floor((10 * done) / Math.max(1, total))
      if (now === tenths) return
      tenths = now
      out.write(`${line()}\n`)
    },
    end: () => void (out.isTTY && out.write('\n')),
  }
}
