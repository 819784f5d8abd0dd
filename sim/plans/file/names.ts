// The names that a plan file may say: its nodes and sites, replicas and the bus, and times.
import type { NodeId } from '../../../src/kernel/ids.ts'
import type { CloudName, Mainland, PlacedNode } from '../../world/layout.ts'
import type { LinkEnd, Party } from '../step.ts'
import { parseDuration } from './durations.ts'
import { itemsOf, textOf } from './yaml-reader.ts'
import type { Part, YamlFile } from './yaml-reader.ts'

/** What names mean in one plan. */
export interface Names {
  /** What is said where a name means nothing. */
  readonly expected: string
  /** The nodes of a node's or site's name, or of `all`; undefined for a stranger. */
  readonly named: (text: string) => readonly NodeId[] | undefined
  /** The replicas of `cloud` or `cloud/N`; undefined for anything else. */
  readonly clouds: (text: string) => readonly CloudName[] | undefined
  /** Whether the bus is a process of its own. */
  readonly hasBus: boolean
  readonly node: (part: Part) => NodeId
  /** A list of nodes and sites, or one of them. */
  readonly nodes: (part: Part) => readonly NodeId[]
  /** The same, with replicas and the bus. */
  readonly parties: (part: Part) => readonly Party[]
  /** The same, with Kubernetes and `mainland`: what a node talks to there. */
  readonly ends: (part: Part) => readonly LinkEnd[]
  /** A duration that is not negative. */
  readonly time: (part: Part) => number
  readonly duration: (part: Part) => number
}

/** Names that no site may have. */
export const reservedNames: readonly string[] = ['all', 'cloud', 'bus', 'kubernetes', 'mainland']

/** The names of a plan with these nodes and this mainland. */
export function namesOf(
  file: YamlFile,
  placed: readonly PlacedNode[],
  { clouds, logsAt }: Mainland,
): Names {
  const sites = [...new Set(placed.map(({ site }) => site))]
  const expected = `a node (${placed.map(({ node }) => node).join(', ')}) or a site (${sites.join(', ')})`
  const replicas = clouds.map(({ name }) => name)
  const named = (text: string): readonly NodeId[] | undefined => {
    const found = placed.filter(
      ({ node, site }) => text === 'all' || node === text || site === text,
    )
    return found.length === 0 ? undefined : found.map(({ node }) => node)
  }
  const cloudsOf = (text: string): readonly CloudName[] | undefined => {
    const found = replicas.filter((name) => text === 'cloud' || text === name)
    return found.length === 0 ? undefined : found
  }
  const partiesOf = (text: string): readonly Party[] | undefined =>
    text === 'bus' ? ['bus'] : (cloudsOf(text) ?? named(text))
  const endsOf = (text: string): readonly LinkEnd[] | undefined => {
    if (text === 'mainland') return ['kubernetes', 'bus']
    return text === 'kubernetes' ? ['kubernetes'] : partiesOf(text)
  }
  const party = `${expected}, ${replicas.join(', ')} or bus`
  return {
    expected,
    named,
    clouds: cloudsOf,
    hasBus: logsAt !== undefined,
    node: (part) => {
      const text = textOf(file, part, expected)
      return placed.find((one) => one.node === text)?.node ?? file.wrong(part, expected)
    },
    nodes: listOf(file, expected, named),
    parties: listOf(file, party, partiesOf),
    ends: listOf(file, `${party}, kubernetes or mainland`, endsOf),
    ...timesOf(file),
  }
}

function timesOf(file: YamlFile): Pick<Names, 'duration' | 'time'> {
  const duration = (part: Part): number => {
    const form = 'a duration such as 250ms, 15s, 1m30s or 2h'
    return parseDuration(textOf(file, part, form)) ?? file.wrong(part, form)
  }
  return {
    duration,
    time: (part) => {
      const ms = duration(part)
      return ms < 0 ? file.wrong(part, 'a time that is not negative') : ms
    },
  }
}

/** Reads a list of names, or one; each thing that they mean comes once. */
const listOf =
  <T>(file: YamlFile, expected: string, meaning: (text: string) => readonly T[] | undefined) =>
  (part: Part): readonly T[] => {
    const one = (each: Part): readonly T[] =>
      meaning(textOf(file, each, expected)) ?? file.wrong(each, expected)
    return isList(part) ? [...new Set(itemsOf(file, part).flatMap(one))] : one(part)
  }

const isList = (part: Part): boolean => typeof part === 'object' && part !== null && 'items' in part
