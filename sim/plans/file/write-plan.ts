// Writes a scenario as a plan file that reads back as the same scenario.
import { Document, isCollection, isMap, isSeq } from 'yaml'
import type { Scenario } from '../../runs/scenario.ts'
import type { DiskMood } from '../../disk/mood.ts'
import type { WeatherOfLink } from '../../world/links.ts'
import type { Deed, LinkChange, Step } from '../step.ts'
import { tellTarget } from '../tell-deed.ts'
import { tellDuration } from './durations.ts'

/** What a plan file may say besides, which nobody has to obey. */
export interface Remarks {
  /** Lines above everything. */
  readonly comment?: string
  /** What was found when it was run. */
  readonly found?: unknown
}

/** The text of a plan file. */
export function writePlan(scenario: Scenario, { comment, found }: Remarks = {}): string {
  const { seed, sites, pace, replicas, api, previous, pods, weather, flaws, lanFlaws } = scenario
  const { troubles, healMs, core, agreeMs, plan } = scenario
  const file = {
    ...(found === undefined ? {} : { found }),
    seed,
    sites,
    pace,
    cloud: replicas === 0 ? 'embedded' : replicas,
    api,
    previous,
    pods,
    weather: { wan: linkText(weather.wan), lan: linkText(weather.lan) },
    flaws,
    'lan-flaws': lanFlaws,
    troubles,
    heal: tellDuration(healMs),
    core,
    agree: tellDuration(agreeMs),
    steps: plan.map(stepText),
  }
  const text = lined(new Document(file, { aliasDuplicateObjects: false })).toString({
    lineWidth: 0,
    flowCollectionPadding: true,
  })
  return comment === undefined ? text : `${comment.replace(/^/gm, '# ')}\n${text}`
}

/** A line for each setting and each step. */
function lined(document: Document): Document {
  const { contents } = document
  if (!isMap(contents)) return document
  for (const { value } of contents.items) {
    if (isSeq(value) && value.items.some(isCollection)) for (const item of value.items) flow(item)
    else flow(value)
  }
  return document
}

function flow(part: unknown): void {
  if (isCollection(part)) part.flow = true
}

const linkText = ({ latencyMs, jitterMs, loss }: WeatherOfLink) => ({
  latency: tellDuration(latencyMs),
  jitter: tellDuration(jitterMs),
  loss,
})

function stepText({ atMs, deed, spell }: Step): object {
  return {
    at: tellDuration(atMs),
    ...deedText(deed),
    ...(spell === undefined ? {} : { spell }),
  }
}

function deedText(deed: Deed): object {
  switch (deed.do) {
    case 'kill':
    case 'start':
      return { ...deed, what: tellTarget(deed.what) }
    case 'stall':
      return { do: deed.do, what: tellTarget(deed.what), for: tellDuration(deed.forMs) }
    case 'set-clock':
      return clockText(deed)
    case 'disk':
      return { do: deed.do, of: deed.of, ...moodText(deed.mood) }
    case 'install':
      return { do: deed.do, nodes: deed.node, version: deed.version }
    case 'messages':
      return { do: deed.do, of: deed.of, ...deed.flaws }
    case 'link': {
      const { from, to, oneWay, rules } = deed
      return { do: deed.do, from, to, ...(oneWay ? { 'one-way': true } : {}), ...ruleText(rules) }
    }
    default:
      return deed
  }
}

const clockText = ({ of, aheadMs, drift }: Deed & { readonly do: 'set-clock' }): object => ({
  do: 'set-clock',
  of,
  ahead: tellDuration(aheadMs),
  ...(drift === undefined ? {} : { drift }),
})

function ruleText({ latencyMs, jitterMs, bytesPerSecond, ...rest }: LinkChange): object {
  return {
    ...(latencyMs === undefined ? {} : { latency: tellDuration(latencyMs) }),
    ...(jitterMs === undefined ? {} : { jitter: tellDuration(jitterMs) }),
    ...(bytesPerSecond === undefined ? {} : { bandwidth: bytesPerSecond }),
    ...rest,
  }
}

/** What is left out is calm. */
const moodText = ({ slowMs = 0, full = false, failingSyncs = 0 }: Partial<DiskMood>) => ({
  ...(slowMs === 0 ? {} : { slow: tellDuration(slowMs) }),
  ...(full ? { full } : {}),
  ...(failingSyncs === 0 ? {} : { 'failing-syncs': failingSyncs }),
})
