// Steps of a plan file that trouble links, brokers and the logs of the bus.
import type { LogsDeed } from '../../logs/log-store.ts'
import type { Deed, LinkChange, LinkEnd } from '../step.ts'
import { need, optional } from './reading.ts'
import type { Reading } from './reading.ts'
import { flagOf, numberOf, textOf, wholeOf, wordOf } from './yaml-reader.ts'
import type { Part, YamlFile } from './yaml-reader.ts'

/** The fields of a step `link`. */
export const linkFields = [
  ...['from', 'to', 'one-way', 'latency', 'jitter', 'loss', 'repeated', 'reordered'],
  ...['bandwidth', 'cut'],
]

/** Each way that is meant, made so. */
export function linkDeeds(reading: Reading): readonly Deed[] {
  const rules = rulesOf(reading)
  const oneWay = isOneWay(reading)
  return waysOf(reading).map(({ from, to }) => ({ do: 'link', from, to, oneWay, rules }))
}

/** Each way that is meant, reset. */
export const resetDeeds = (reading: Reading): readonly Deed[] =>
  waysOf(reading).map(({ from, to }) => ({ do: 'reset', from, to }))

/** A deed that is done so long after its step. */
export interface LaterDeed {
  readonly afterMs: number
  readonly deed: Deed
}

/** How often a link may flap in one step. */
const flapsMax = 1_000

/** Away and back, again and again. */
export function flapDeeds(reading: Reading): readonly LaterDeed[] {
  const { file, names } = reading
  const [downMs, upMs, forMs] = ['down', 'up', 'for'].map((name) => names.time(need(reading, name)))
  const periodMs = (downMs ?? 0) + (upMs ?? 0)
  const flaps = Math.ceil((forMs ?? 0) / Math.max(1, periodMs))
  if (flaps > flapsMax) file.wrong(need(reading, 'for'), `at most ${flapsMax} times down and up`)
  const oneWay = isOneWay(reading)
  return Array.from({ length: flaps }, (_, i) => i * periodMs).flatMap((atMs) =>
    waysOf(reading).flatMap(({ from, to }): readonly LaterDeed[] => [
      { afterMs: atMs, deed: { do: 'link', from, to, oneWay, rules: { cut: true } } },
      { afterMs: atMs + (downMs ?? 0), deed: { do: 'link', from, to, oneWay, rules: {} } },
    ]),
  )
}

function waysOf(reading: Reading): readonly { readonly from: LinkEnd; readonly to: LinkEnd }[] {
  const { file, names } = reading
  const [from, to] = [names.ends(need(reading, 'from')), names.ends(need(reading, 'to'))]
  const ways = from.flatMap((a) => to.filter((b) => b !== a).map((b) => ({ from: a, to: b })))
  return ways.length > 0 ? ways : file.wrong(need(reading, 'to'), 'another end than `from`')
}

const isOneWay = ({ file, fields }: Reading): boolean => {
  const part = fields.get('one-way')
  return part !== undefined && flagOf(file, part)
}

function rulesOf(reading: Reading): LinkChange {
  const { file, names } = reading
  const share = shareOf(file)
  return {
    ...optional(reading, 'latency', 'latencyMs', names.time),
    ...optional(reading, 'jitter', 'jitterMs', names.time),
    ...optional(reading, 'loss', 'loss', share),
    ...optional(reading, 'repeated', 'repeated', share),
    ...optional(reading, 'reordered', 'reordered', share),
    ...optional(reading, 'bandwidth', 'bytesPerSecond', (part) => wholeOf(file, part, bandwidths)),
    ...optional(reading, 'cut', 'cut', (part) => flagOf(file, part)),
  }
}

/** Bytes a second. */
const bandwidths = [100, 1e9] as const

const shareOf =
  (file: YamlFile) =>
  (part: Part): number =>
    numberOf(file, part, [0, 1])

/** A broker, and what it does; as in all the world where nothing is said. */
export function messagesDeeds(reading: Reading): readonly Deed[] {
  const { file, names, fields } = reading
  const part = need(reading, 'of')
  const of = textOf(file, part, 'bus or a node') === 'bus' ? ('bus' as const) : names.node(part)
  const [lost, repeated, late] = ['lost', 'repeated', 'late'].map((name) => {
    const given = fields.get(name)
    return given === undefined ? undefined : shareOf(file)(given)
  })
  if (lost === undefined && repeated === undefined && late === undefined)
    return [{ do: 'messages', of }]
  const flaws = { lost: lost ?? 0, repeated: repeated ?? 0, late: late ?? 0 }
  return [{ do: 'messages', of, flaws }]
}

/** Who is dropped by the bus. */
export function dropDeeds(reading: Reading): readonly Deed[] {
  const { file, names } = reading
  const part = need(reading, 'what')
  return names
    .parties(part)
    .map((what) => (what === 'bus' ? file.wrong(part, 'a client of the bus') : what))
    .map((what) => ({ do: 'drop', what }))
}

const hows = ['forget', 'stale', 'current', 'recreate', 'purge', 'roll-back'] as const

/** What befalls the logs; an embedded bus keeps none. */
export function logsDeeds(reading: Reading): readonly Deed[] {
  const { file, names, step } = reading
  if (!names.hasBus) return file.wrong(step, 'a plan with replicas (`cloud: 2`) for logs', 'none')
  const how = wordOf(file, need(reading, 'how'), hows)
  const shard = optional(reading, 'shard', 'shard', (part) => wholeOf(file, part, [0, 3]))
  if (how === 'forget' || how === 'roll-back') {
    const entries = wholeOf(file, need(reading, 'entries'), [1, 100_000])
    return [{ do: 'logs', ...({ how, entries, ...shard } satisfies LogsDeed) }]
  }
  return [{ do: 'logs', how, ...shard }]
}
