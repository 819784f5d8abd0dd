// Settings in a KubeletConfiguration: changed in its text, so that everything else stays as it was written.
import { isDeepStrictEqual } from 'node:util'
import { isMap, isScalar, parse, parseAllDocuments, type Pair, type YAMLMap } from 'yaml'
import { Fault } from '../../kernel/fault.ts'

/** What a kubelet must be told whose API is its node's: it reads JSON alone, and its certificate is the one of its kubeconfig. */
export const kubeletSettings: Readonly<Record<string, string | boolean>> = {
  contentType: 'application/json',
  rotateCertificates: false,
}

type Settings = Readonly<Record<string, string | boolean>>

/** The text with these settings. */
export function withSettings(
  text: string,
  file: string,
  settings: Settings = kubeletSettings,
): string | Fault {
  const map = mapIn(text)
  if (typeof map === 'string') return wrong(file, map)
  const before = map.toJSON() as Readonly<Record<string, unknown>>
  if (before['kind'] !== 'KubeletConfiguration')
    return wrong(file, `kind ${String(before['kind'])}`)
  const changed = settled(text, map, settings, before)
  const isRight = isDeepStrictEqual(parsed(changed), { ...before, ...settings })
  return isRight ? changed : wrong(file, 'another form of it')
}

const wrong = (file: string, came: string): Fault =>
  new Fault(
    'CONFIG_INVALID',
    `${file}: expected a KubeletConfiguration in YAML, one setting a line, came ${came}`,
  )

/** The one mapping of a text, or what came instead. */
function mapIn(text: string): YAMLMap | string {
  const [document, ...more] = parseAllDocuments(text)
  const [error] = document?.errors ?? []
  if (error !== undefined) return error.message.split('\n')[0] ?? 'something else'
  const contents = document?.contents
  return more.length === 0 && isMap(contents) ? contents : 'something else'
}

/** Changed from the end, so that places before it stay where they are. */
function settled(
  text: string,
  { items }: YAMLMap,
  settings: Settings,
  before: Readonly<Record<string, unknown>>,
): string {
  const due = Object.entries(settings)
    .filter(([name, value]) => before[name] !== value)
    .map(([name, value]) => {
      const pair = items.find(({ key }) => isScalar(key) && key.value === name)
      return { name, value, place: placeOf(pair) }
    })
  return due
    .toSorted((a, b) => b.place - a.place)
    .reduce(
      (now, { name, value, place }) =>
        place < 0 ? appended(now, `${name}: ${value}`) : replaced(now, place, value),
      text,
    )
}

/** Where a value begins in the text; -1 where there is none. */
function placeOf(pair: Pair | undefined): number {
  const { range } = (pair?.value ?? {}) as { readonly range?: readonly number[] }
  return range?.[0] ?? -1
}

/** Up to a comment or the end of the line. */
function replaced(text: string, place: number, value: string | boolean): string {
  const rest = text.slice(place).replace(/^ *("[^"\n]*"|'[^'\n]*'|[^\s#]*)/, '')
  const before = text.slice(0, place)
  return `${before}${/\s$/.test(before) ? '' : ' '}${value}${rest}`
}

const appended = (text: string, line: string): string =>
  `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${line}\n`

function parsed(text: string): unknown {
  try {
    return parse(text) as unknown
  } catch {
    return undefined
  }
}
