// The JSON paths of printed columns: fields, indices, `[*]`, and filters by equality.

type Step = (values: readonly unknown[]) => readonly unknown[]

/** A path ready to be asked; it finds nothing where it does not fit. */
export interface JsonPath {
  readonly find: (object: unknown) => readonly unknown[]
}

const known = new Map<string, JsonPath>()

/** Reads a path such as `.status.conditions[?(@.type=="Ready")].status`; one that cannot be read finds nothing. */
export function jsonPath(path: string): JsonPath {
  const compiled = known.get(path) ?? compile(path)
  known.set(path, compiled)
  return compiled
}

function compile(path: string): JsonPath {
  const steps = stepsOf(path.replace(/^\{?\$?/, '').replace(/\}$/, ''))
  if (steps === undefined) return { find: () => [] }
  return {
    find: (object) => steps.reduce<readonly unknown[]>((values, step) => step(values), [object]),
  }
}

const patterns: readonly (readonly [RegExp, (match: RegExpExecArray) => Step])[] = [
  [
    /^\.?\[\?\(\s*@((?:\.|\[)[^=!<>\s]+)\s*(==|!=)\s*(?:"([^"]*)"|'([^']*)'|([\w.-]+))\s*\)\]/,
    filter,
  ],
  [/^\.?\[(?:'([^']*)'|"([^"]*)")\]/, (match) => field(match[1] ?? match[2] ?? '')],
  [/^\.?\[\*\]|^\.\*/, () => children],
  [/^\.?\[(-?\d+)\]/, (match) => index(Number(match[1]))],
  [/^\.?((?:\\.|[^.[\]\\])+)/, (match) => field((match[1] ?? '').replaceAll(/\\(.)/g, '$1'))],
]

function stepsOf(path: string): readonly Step[] | undefined {
  const steps: Step[] = []
  let rest = path
  while (rest !== '' && rest !== '.') {
    const step = firstStep(rest)
    if (step === undefined) return undefined
    steps.push(step.step)
    rest = rest.slice(step.length)
  }
  return steps
}

function firstStep(text: string): { readonly step: Step; readonly length: number } | undefined {
  for (const [pattern, make] of patterns) {
    const match = pattern.exec(text)
    if (match !== null) return { step: make(match), length: match[0].length }
  }
  return undefined
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const field =
  (name: string): Step =>
  (values) =>
    values.flatMap((value) => (isRecord(value) && Object.hasOwn(value, name) ? [value[name]] : []))

const index =
  (place: number): Step =>
  (values) =>
    values.flatMap((value) => {
      const found: unknown = Array.isArray(value) ? value.at(place) : undefined
      return found === undefined ? [] : [found]
    })

const children: Step = (values) =>
  values.flatMap((value): readonly unknown[] => {
    if (Array.isArray(value)) return value
    return isRecord(value) ? Object.values(value) : []
  })

function filter(match: RegExpExecArray): Step {
  const inner = compile(match[1] ?? '')
  const wanted = match[3] ?? match[4] ?? match[5] ?? ''
  const equal = match[2] === '=='
  const holds = (value: unknown): boolean => {
    const [found] = inner.find(value)
    return found !== undefined && (String(found) === wanted) === equal
  }
  return (values) => children(values).filter(holds)
}
