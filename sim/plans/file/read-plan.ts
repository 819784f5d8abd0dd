// Plan files: a scenario as a user writes it, checked at the door.
import { isFault } from '../../../src/kernel/fault.ts'
import type { Fault } from '../../../src/kernel/fault.ts'
import type { Pace } from '../../../src/health/config.ts'
import { noFlaws } from '../../network/flaws.ts'
import type { Flaws } from '../../network/flaws.ts'
import { times } from '../../runs/times.ts'
import type { Scenario } from '../../runs/scenario.ts'
import { placeMainland, placeNodes } from '../../world/layout.ts'
import type { Weather, WeatherOfLink } from '../../world/links.ts'
import { fairWeather } from '../draw-weather.ts'
import { troubles } from '../spells.ts'
import { namesOf, reservedNames } from './names.ts'
import type { Names } from './names.ts'
import { readStep } from './read-step.ts'
import {
  entriesOf,
  fieldsOf,
  flagOf,
  itemsOf,
  numberOf,
  openYaml,
  textOf,
  wholeOf,
  wordOf,
} from './yaml-reader.ts'
import type { Fields, Part, YamlFile } from './yaml-reader.ts'

const topFields = [
  'seed',
  'sites',
  'pace',
  'cloud',
  'api',
  'previous',
  'pods',
  'weather',
  'flaws',
  'lan-flaws',
  'troubles',
  'steps',
  'heal',
  'core',
  'agree',
  'found',
]

/** How many nodes a plan may have in all. */
const nodesMax = 10_000

/** Reads a plan; CONFIG_INVALID names the line, what was expected and what came. */
export function readPlan(name: string, text: string): Scenario | Fault {
  try {
    const file = openYaml(name, text)
    return scenarioOf(file, fieldsOf(file, file.top, topFields))
  } catch (error) {
    if (isFault(error)) return error
    throw error
  }
}

function scenarioOf(file: YamlFile, fields: Fields): Scenario {
  const read = <T>(name: string, standard: T, parse: (part: Part) => T): T => {
    const part = fields.get(name)
    return part === undefined ? standard : parse(part)
  }
  const sites = sitesOf(file, fields.get('sites'))
  const placed = placeNodes(sites)
  const replicas = read('cloud', 0, (part) => replicasOf(file, part))
  const names = namesOf(file, placed, placeMainland(replicas))
  const pace = read<Pace>('pace', 'fast', (part) => wordOf(file, part, ['fast', 'real']))
  const flaws = (name: string) => read(name, noFlaws, (part) => flawsOf(file, part))
  const steps = read('steps', [], (part) => itemsOf(file, part))
  const plan = steps.flatMap((step) => readStep(file, names, step))
  const lastMs = Math.max(times[pace].quietMs, ...plan.map(({ atMs }) => atMs + 1_000))
  return {
    seed: read('seed', '1', (part) => textOf(file, part, 'a seed')),
    sites,
    pace,
    replicas,
    api: read('api', false, (part) => flagOf(file, part)),
    previous: read('previous', [], names.nodes),
    pods: read('pods', 10, (part) => wholeOf(file, part, [0, 10_000])),
    weather: read('weather', fairWeather, (part) => weatherOf(file, names, part)),
    flaws: flaws('flaws'),
    lanFlaws: flaws('lan-flaws'),
    troubles: read('troubles', [], (part) =>
      itemsOf(file, part).map((each) => wordOf(file, each, troubles)),
    ),
    plan,
    healMs: read('heal', lastMs, names.time),
    core: read(
      'core',
      placed.map(({ node }) => node),
      names.nodes,
    ),
    agreeMs: read('agree', times[pace].agreeMs, names.time),
  }
}

/** How many replicas a cloud of a plan may have. */
const replicasMax = 3

function replicasOf(file: YamlFile, part: Part): number {
  const form = `embedded, or how many replicas (1 to ${replicasMax})`
  const text = textOf(file, part, form)
  if (text === 'embedded') return 0
  return /^[1-9]$/.test(text) && Number(text) <= replicasMax ? Number(text) : file.wrong(part, form)
}

function sitesOf(file: YamlFile, part: Part): Readonly<Record<string, number>> {
  const form = 'sites with their number of nodes, such as {site-a: 3}'
  if (part === undefined) return { 'site-a': 3, 'site-b': 2 }
  const sites = entriesOf(file, part).map(([site, count]) => {
    if (!/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(site) || reservedNames.includes(site))
      file.wrong(count, `the name of a site (lower case, digits and '-')`, `"${site}"`)
    return [site, wholeOf(file, count, [1, 1_000])] as const
  })
  const nodes = sites.reduce((sum, [, count]) => sum + count, 0)
  if (sites.length === 0 || nodes > nodesMax) file.wrong(part, `${form}, ${nodesMax} at most`)
  return Object.fromEntries(sites)
}

function flawsOf(file: YamlFile, part: Part): Flaws {
  const fields = fieldsOf(file, part, ['lost', 'repeated', 'late'])
  const share = (name: string): number => {
    const given = fields.get(name)
    return given === undefined ? 0 : numberOf(file, given, [0, 1])
  }
  return { lost: share('lost'), repeated: share('repeated'), late: share('late') }
}

function weatherOf(file: YamlFile, names: Names, part: Part): Weather {
  const fields = fieldsOf(file, part, ['wan', 'lan'])
  const link = (name: keyof Weather): WeatherOfLink => {
    const given = fields.get(name)
    if (given === undefined) return fairWeather[name]
    const rules = fieldsOf(file, given, ['latency', 'jitter', 'loss'])
    const [latency, jitter, loss] = ['latency', 'jitter', 'loss'].map((each) => rules.get(each))
    return {
      latencyMs: latency === undefined ? fairWeather[name].latencyMs : names.time(latency),
      jitterMs: jitter === undefined ? 0 : names.time(jitter),
      loss: loss === undefined ? 0 : numberOf(file, loss, [0, 1]),
    }
  }
  return { wan: link('wan'), lan: link('lan') }
}
