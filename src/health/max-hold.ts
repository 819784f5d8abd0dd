// The longest hold of a node, from its annotations: our own, or OpenYurt's autonomy.

type Annotations = Readonly<Record<string, string>>

const unitsMs: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
}

/** The longest hold in ms, Infinity for ever; undefined where the annotations say nothing readable. */
export function maxHoldOf(annotations: Annotations): number | undefined {
  const own = durationMs(annotations['causeway.io/max-hold'])
  if (own !== undefined) return Math.max(0, own)
  const autonomy = durationMs(annotations['node.openyurt.io/autonomy-duration'])
  if (autonomy !== undefined) return autonomy > 0 ? autonomy : Infinity
  const forEver =
    annotations['node.beta.openyurt.io/autonomy'] === 'true' ||
    annotations['apps.openyurt.io/binding'] === 'true'
  return forEver ? Infinity : undefined
}

/** `90`, `90s`, `1h30m`, `-1s`: seconds, or a duration as Go writes it. */
function durationMs(text: string | undefined): number | undefined {
  if (text === undefined || text.length > 64) return undefined
  if (/^-?\d+$/.test(text)) return Number(text) * 1_000
  if (!/^-?(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+$/.test(text)) return undefined
  const parts = text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)
  const sum = [...parts].reduce((ms, [, n, unit]) => ms + Number(n) * (unitsMs[unit ?? ''] ?? 0), 0)
  return text.startsWith('-') ? -sum : sum
}
