// One step of a plan file: when, what is done, and to whom.
import { assert } from '../../../src/kernel/assert.ts'
import { builtinKinds } from '../../../src/objects/kinds/builtin.ts'
import type { KubeObject } from '../../../src/objects/object.ts'
import type { NodeId } from '../../../src/kernel/ids.ts'
import { calm } from '../../disk/mood.ts'
import type { DiskMood } from '../../disk/mood.ts'
import { machine } from '../spell.ts'
import type { CloudName } from '../../world/layout.ts'
import type { Cut, Deed, Step, Target } from '../step.ts'
import type { Names } from './names.ts'
import { apiDeeds } from './read-api.ts'
import {
  dropDeeds,
  flapDeeds,
  linkDeeds,
  linkFields,
  logsDeeds,
  messagesDeeds,
  resetDeeds,
} from './read-link.ts'
import type { LaterDeed } from './read-link.ts'
import { need, optional } from './reading.ts'
import type { Reading } from './reading.ts'
import {
  fieldsOf,
  flagOf,
  itemsOf,
  numberOf,
  plainOf,
  textOf,
  wholeOf,
  wordOf,
} from './yaml-reader.ts'
import type { Part, YamlFile } from './yaml-reader.ts'

type Read = (reading: Reading) => readonly Deed[]

/** For each word of `do` the fields it may have, and how they are read. */
const deeds: Readonly<Record<Deed['do'], readonly [fields: readonly string[], read: Read]>> = {
  kill: [['what', 'how'], (r) => targets(r).map((what) => ({ do: 'kill', what, how: howOf(r) }))],
  start: [['what'], (r) => targets(r).map((what) => ({ do: 'start', what }))],
  cut: [
    ['nodes', 'direction', 'peers', 'reset'],
    (r) => [{ do: 'cut', nodes: r.names.parties(need(r, 'nodes')), ...cutOf(r) }],
  ],
  heal: [['nodes'], (r) => [{ do: 'heal', nodes: r.names.parties(need(r, 'nodes')) }]],
  part: [['between'], (r) => [{ do: 'part', between: pairOf(r) }]],
  join: [['between'], (r) => [{ do: 'join', between: pairOf(r) }]],
  link: [linkFields, linkDeeds],
  reset: [['from', 'to'], resetDeeds],
  messages: [['of', 'lost', 'repeated', 'late'], messagesDeeds],
  drop: [['what'], dropDeeds],
  logs: [['how', 'entries', 'shard'], logsDeeds],
  stall: [
    ['what', 'for'],
    (r) => targets(r).map((what) => ({ do: 'stall', what, forMs: r.names.time(need(r, 'for')) })),
  ],
  'set-clock': [
    ['of', 'ahead', 'drift'],
    (r) => {
      const aheadMs = r.names.duration(need(r, 'ahead'))
      const drift = optional(r, 'drift', 'drift', (part) => numberOf(r.file, part, [-0.5, 0.5]))
      return machinesOf(r, ['kubernetes']).map((of) => ({ do: 'set-clock', of, aheadMs, ...drift }))
    },
  ],
  disk: [
    ['of', 'slow', 'full', 'failing-syncs'],
    (r) => machinesOf(r, []).map((of) => ({ do: 'disk', of, mood: moodOf(r) })),
  ],
  install: [
    ['nodes', 'version'],
    (r) => {
      const version = wordOf(r.file, need(r, 'version'), ['previous', 'current'])
      return r.names.nodes(need(r, 'nodes')).map((node) => ({ do: 'install', node, version }))
    },
  ],
  api: [['how', 'share'], apiDeeds],
  save: [['node'], (r) => [{ do: 'save', node: r.names.node(need(r, 'node')) }]],
  'put-back': [['node', 'from'], putBackDeeds],
  flip: [['node'], (r) => [{ do: 'flip', node: r.names.node(need(r, 'node')) }]],
  wipe: [['node'], (r) => [{ do: 'wipe', node: r.names.node(need(r, 'node')) }]],
  apply: [['object'], (r) => [{ do: 'apply', object: objectOf(r) }]],
  delete: [['object'], (r) => [{ do: 'delete', object: objectOf(r) }]],
}

/** The fields of a word for many deeds, one after another. */
const flapFields = ['from', 'to', 'one-way', 'down', 'up', 'for']

const words = [...(Object.keys(deeds) as readonly Deed['do'][]), 'flap'] as const
const fieldsFor = (word: (typeof words)[number]): readonly string[] =>
  word === 'flap' ? flapFields : deeds[word][0]
const always = ['at', 'do', 'repeat', 'every', 'spell']

/** The steps of one item: one for each thing it is done to, and each time it is repeated. */
export function readStep(file: YamlFile, names: Names, step: Part): readonly Step[] {
  const all = [...always, ...words.flatMap(fieldsFor)]
  const word = fieldsOf(file, step, [...new Set(all)]).get('do')
  if (word === undefined) return file.wrong(step, 'a step with `do`', 'none')
  const does = wordOf(file, word, words)
  const fields = fieldsOf(file, step, [...always, ...fieldsFor(does)])
  const reading = { file, names, fields, step }
  const atMs = names.time(need(reading, 'at'))
  const spell = fields.get('spell')
  const of = spell === undefined ? {} : { spell: wholeOf(file, spell, [0, 10_000]) }
  const done = does === 'flap' ? flapDeeds(reading) : deeds[does][1](reading).map(atOnce)
  return timesOf(reading).flatMap((after) =>
    done.map(({ afterMs, deed }) => ({ atMs: atMs + after + afterMs, deed, ...of })),
  )
}

const atOnce = (deed: Deed): LaterDeed => ({ afterMs: 0, deed })

/** How long after its time a step is done again. */
function timesOf({ file, names, fields }: Reading): readonly number[] {
  const [repeat, every] = [fields.get('repeat'), fields.get('every')]
  if (repeat === undefined && every === undefined) return [0]
  if (repeat === undefined || every === undefined)
    return file.wrong(repeat ?? every, '`repeat` and `every` together', 'one of them')
  const periodMs = names.time(every)
  return Array.from({ length: wholeOf(file, repeat, [1, 1_000]) }, (_, i) => i * periodMs)
}

/** Its own copy, where no other's is meant. */
function putBackDeeds(reading: Reading): readonly Deed[] {
  const { names, fields } = reading
  const node = names.node(need(reading, 'node'))
  const from = fields.get('from')
  return [{ do: 'put-back', node, from: from === undefined ? node : names.node(from) }]
}

const howOf = ({ file, fields }: Reading): 'process' | 'power' => {
  const how = fields.get('how')
  return how === undefined ? 'power' : wordOf(file, how, ['process', 'power'])
}

function cutOf({ file, fields }: Reading): Cut {
  const [direction, peers, reset] = ['direction', 'peers', 'reset'].map((name) => fields.get(name))
  return {
    direction: direction === undefined ? 'both' : wordOf(file, direction, ['up', 'down', 'both']),
    peers: peers !== undefined && flagOf(file, peers),
    reset: reset !== undefined && flagOf(file, reset),
  }
}

function pairOf(reading: Reading): readonly [NodeId, NodeId] {
  const part = need(reading, 'between')
  const [a, b, ...more] = itemsOf(reading.file, part).map((each) => reading.names.node(each))
  if (a === undefined || b === undefined || a === b || more.length > 0)
    return reading.file.wrong(part, 'two different nodes')
  return [a, b]
}

/** Kubernetes, the bus, replicas, or an agent, a kubelet, or both, of a node, a site or all. */
function targets(reading: Reading): readonly Target[] {
  const { file, names } = reading
  const part = need(reading, 'what')
  const text = textOf(file, part, 'what to do it to')
  if (text === 'kubernetes' || (text === 'bus' && names.hasBus)) return [{ role: text }]
  const clouds = names.clouds(text)
  if (clouds !== undefined) return clouds.map((name) => ({ role: 'cloud', name }))
  const [role = '', of] = text.split('/', 2)
  if (of === undefined || !['edge', 'kubelet', 'machine'].includes(role))
    return file.wrong(
      part,
      `cloud, ${names.hasBus ? 'cloud/N, bus, ' : ''}kubernetes, or edge/, kubelet/ or machine/ and a NODE, SITE or all`,
    )
  const nodes = names.named(of) ?? file.wrong(part, names.expected)
  return nodes.flatMap((node) =>
    machine(node).filter((one) => role === 'machine' || one.role === role),
  )
}

/** A node, replicas, or what else is a machine here. */
function machinesOf<Word extends string>(
  reading: Reading,
  also: readonly Word[],
): readonly (NodeId | CloudName | Word)[] {
  const part = need(reading, 'of')
  const text = textOf(reading.file, part, 'a machine')
  const word = also.find((one) => one === text)
  return word === undefined ? (reading.names.clouds(text) ?? [reading.names.node(part)]) : [word]
}

function moodOf({ file, names, fields }: Reading): DiskMood {
  const [slow, full, failing] = ['slow', 'full', 'failing-syncs'].map((name) => fields.get(name))
  return {
    ...calm(),
    ...(slow === undefined ? {} : { slowMs: names.time(slow) }),
    ...(full === undefined ? {} : { full: flagOf(file, full) }),
    ...(failing === undefined ? {} : { failingSyncs: wholeOf(file, failing, [0, 1_000]) }),
  }
}

/** Enough of an object for Kubernetes to say the rest. */
function objectOf(reading: Reading): KubeObject {
  const part = need(reading, 'object')
  const object = plainOf(part) as Partial<KubeObject> | undefined
  const known = builtinKinds.some(({ kind }) => kind === object?.kind)
  if (!known || typeof object?.metadata?.name !== 'string')
    return reading.file.wrong(part, 'an object with a kind of Kubernetes and a name')
  assert(object.kind !== undefined, 'an object has a kind')
  return object as KubeObject
}
