// Counts and gauges in the text format that Prometheus reads.

/** One number with its labels. */
export interface Sample {
  readonly labels?: Readonly<Record<string, string>>
  readonly value: number
}

/** One metric: its name ends with its unit, or `_total` for a count. */
export interface Metric {
  readonly name: string
  readonly help: string
  readonly kind: 'counter' | 'gauge'
  readonly samples: readonly Sample[]
}

/** The text of metrics, version 0.0.4 of the format. */
export const metricsText = (metrics: readonly Metric[]): string =>
  metrics
    .map(({ name, help, kind, samples }) => {
      const lines = samples.map(
        ({ labels = {}, value }) => `${name}${labelsText(labels)} ${value}\n`,
      )
      return `# HELP ${name} ${escaped(help)}\n# TYPE ${name} ${kind}\n${lines.join('')}`
    })
    .join('')

function labelsText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${quoted(value)}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

const escaped = (text: string) => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
const quoted = (text: string) => escaped(text).replaceAll('"', '\\"')
