// One step of a plan file: when, what is done, and to whom.
import { assert } from '../../../src/kernel/assert.ts'
import { builtinKinds } from '../../../src/objects/kinds/builtin.ts'
import type { KubeObject } from '../../../src/objects/object.ts'
import type { NodeId } from '../../../src/kernel/ids.ts'
import { calm } from '../../disk/mood.ts'
import type { DiskMood } from '../../disk/mood.ts'
import { machine } from '../spells.ts'
import type { Cut, Deed, Step, Target } from '../step.ts'
import type { Names } from './names.ts'
import { fieldsOf, flagOf, itemsOf, plainOf, textOf, wholeOf, wordOf } from './yaml-reader.ts'
import type { Fields, Part, YamlFile } from './yaml-reader.ts'

/** What a step is read with. */
interface Reading {
  readonly file: YamlFile
  readonly names: Names
  readonly fields: Fields
  /** The step itself, for what is missing in it. */
  readonly step: Part
}

type Read = (reading: Reading) => readonly Deed[]

/** For each word of `do` the fields it may have, and how they are read. */
const deeds: Readonly<Record<Deed['do'], readonly [fields: readonly string[], read: Read]>> = {
  kill: [['what', 'how'], (r) => targets(r).map((what) => ({ do: 'kill', what, how: howOf(r) }))],
  start: [['what'], (r) => targets(r).map((what) => ({ do: 'start', what }))],
  cut: [
    ['nodes', 'direction', 'peers', 'reset'],
    (r) => [{ do: 'cut', nodes: nodesOf(r), ...cutOf(r) }],
  ],
  heal: [['nodes'], (r) => [{ do: 'heal', nodes: nodesOf(r) }]],
  part: [['between'], (r) => [{ do: 'part', between: pairOf(r) }]],
  join: [['between'], (r) => [{ do: 'join', between: pairOf(r) }]],
  stall: [
    ['what', 'for'],
    (r) => targets(r).map((what) => ({ do: 'stall', what, forMs: r.names.time(need(r, 'for')) })),
  ],
  'set-clock': [
    ['of', 'ahead'],
    (r) => [
      {
        do: 'set-clock',
        of: machineOf(r, ['cloud', 'kubernetes']),
        aheadMs: r.names.duration(need(r, 'ahead')),
      },
    ],
  ],
  disk: [
    ['of', 'slow', 'full', 'failing-syncs'],
    (r) => [{ do: 'disk', of: machineOf(r, ['cloud']), mood: moodOf(r) }],
  ],
  wipe: [['node'], (r) => [{ do: 'wipe', node: r.names.node(need(r, 'node')) }]],
  apply: [['object'], (r) => [{ do: 'apply', object: objectOf(r) }]],
  delete: [['object'], (r) => [{ do: 'delete', object: objectOf(r) }]],
}

const words = Object.keys(deeds) as readonly Deed['do'][]
const always = ['at', 'do', 'repeat', 'every', 'spell']

/** The steps of one item: one for each thing it is done to, and each time it is repeated. */
export function readStep(file: YamlFile, names: Names, step: Part): readonly Step[] {
  const all = [...always, ...words.flatMap((word) => deeds[word][0])]
  const word = fieldsOf(file, step, [...new Set(all)]).get('do')
  if (word === undefined) return file.wrong(step, 'a step with `do`', 'none')
  const [allowed, read] = deeds[wordOf(file, word, words)]
  const fields = fieldsOf(file, step, [...always, ...allowed])
  const reading = { file, names, fields, step }
  const atMs = names.time(need(reading, 'at'))
  const spell = fields.get('spell')
  const of = spell === undefined ? {} : { spell: wholeOf(file, spell, [0, 10_000]) }
  const done = read(reading)
  return timesOf(reading).flatMap((after) =>
    done.map((deed) => ({ atMs: atMs + after, deed, ...of })),
  )
}

/** How long after its time a step is done again. */
function timesOf({ file, names, fields }: Reading): readonly number[] {
  const [repeat, every] = [fields.get('repeat'), fields.get('every')]
  if (repeat === undefined && every === undefined) return [0]
  if (repeat === undefined || every === undefined)
    return file.wrong(repeat ?? every, '`repeat` and `every` together', 'one of them')
  const periodMs = names.time(every)
  return Array.from({ length: wholeOf(file, repeat, [1, 1_000]) }, (_, i) => i * periodMs)
}

function need({ file, fields, step }: Reading, name: string): Part {
  return fields.get(name) ?? file.wrong(step, `a step with \`${name}\``, 'none')
}

const howOf = ({ file, fields }: Reading): 'process' | 'power' => {
  const how = fields.get('how')
  return how === undefined ? 'power' : wordOf(file, how, ['process', 'power'])
}

const nodesOf = (reading: Reading): readonly NodeId[] => reading.names.nodes(need(reading, 'nodes'))

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

/** `cloud`, `kubernetes`, or an agent, a kubelet, or both, of a node, a site or all. */
function targets(reading: Reading): readonly Target[] {
  const { file, names } = reading
  const part = need(reading, 'what')
  const text = textOf(file, part, 'what to do it to')
  if (text === 'cloud' || text === 'kubernetes') return [{ role: text }]
  const [role = '', of] = text.split('/', 2)
  if (of === undefined || !['edge', 'kubelet', 'machine'].includes(role))
    return file.wrong(
      part,
      'cloud, kubernetes, or edge/, kubelet/ or machine/ and a NODE, SITE or all',
    )
  const nodes = names.named(of) ?? file.wrong(part, names.expected)
  return nodes.flatMap((node) =>
    machine(node).filter((one) => role === 'machine' || one.role === role),
  )
}

function machineOf<Word extends string>(reading: Reading, also: readonly Word[]): NodeId | Word {
  const part = need(reading, 'of')
  const text = textOf(reading.file, part, 'a machine')
  return also.find((word) => word === text) ?? reading.names.node(part)
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
