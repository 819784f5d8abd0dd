// Durations as people write them: 250ms, 15s, 1m30s, -2h.

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }

/** Milliseconds; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const [, sign = '', rest = ''] = /^(-?)((?:\d+(?:\.\d+)?(?:ms|s|m|h))+|0)$/.exec(text) ?? []
  if (rest === '') return undefined
  const parts = [...rest.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)]
  const ms = parts.reduce((sum, [, n, unit]) => sum + Number(n) * (unitMs[unit ?? ''] ?? 0), 0)
  return sign === '-' ? -ms : ms
}

/** The shortest text of whole milliseconds that reads back as the same. */
export function tellDuration(ms: number): string {
  const unit = ['h', 'm', 's'].find((each) => ms !== 0 && ms % (unitMs[each] ?? 1) === 0) ?? 'ms'
  return `${ms / (unitMs[unit] ?? 1)}${unit}`
}
