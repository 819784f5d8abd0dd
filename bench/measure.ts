// How benches measure: medians of several runs, ours beside the raw part it stands on.
import { cpus } from 'node:os'

/** One line of the table: both in the same unit, higher is better unless `lower`. */
export interface Line {
  readonly what: string
  readonly ours: number
  readonly raw?: number
  readonly unit: string
  /** What is aimed at, for people: `≥ 45 %`. */
  readonly aim?: string
  /** Whether the aim was reached, where the line can tell. */
  readonly met?: boolean
}

/** Operations per second of a synchronous call: the median of five runs of about 300 ms each. */
export function rate(call: () => void): number {
  const runs = Array.from({ length: 5 }, () => oneRun(call))
  return median(runs)
}

function oneRun(call: () => void): number {
  let count = 0
  const began = performance.now()
  let tookMs = 0
  while (tookMs < 300) {
    for (let i = 0; i < 100; i++) call()
    count += 100
    tookMs = performance.now() - began
  }
  return (count / tookMs) * 1000
}

/** The middle of some numbers. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/** Prints the machine's line. */
export function printMachine(): void {
  const [first] = cpus()
  const model = first?.model.trim() ?? 'unknown'
  process.stdout.write(`${cpus().length} cores, ${model}, Node ${process.version}\n\n`)
}

/** Prints a section with aligned columns. */
export function printLines(title: string, lines: readonly Line[]): void {
  process.stdout.write(`${title}\n`)
  for (const { what, ours, raw, unit, aim, met } of lines) {
    const beside =
      raw === undefined ? '' : `${format(raw).padStart(12)}  ${percent(ours / raw).padStart(6)}`
    const reached = met === undefined ? '' : met ? ': met' : ': MISSED'
    const goal = aim === undefined ? '' : `  (aim ${aim}${reached})`
    process.stdout.write(
      `  ${what.padEnd(44)}${format(ours).padStart(12)}${beside} ${unit}${goal}\n`,
    )
  }
  process.stdout.write('\n')
}

const percent = (ratio: number): string => `${Math.round(ratio * 100)} %`

function format(value: number): string {
  if (value >= 1000) return Math.round(value).toLocaleString('en-US')
  return value >= 10 ? value.toFixed(1) : value.toFixed(2)
}
