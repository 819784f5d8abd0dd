// The names that a plan file may say: its nodes and sites, and times.
import type { NodeId } from '../../../src/kernel/ids.ts'
import type { PlacedNode } from '../../world/layout.ts'
import { parseDuration } from './durations.ts'
import { itemsOf, textOf } from './yaml-reader.ts'
import type { Part, YamlFile } from './yaml-reader.ts'

/** What names mean in one plan. */
export interface Names {
  /** What is said where a name means nothing. */
  readonly expected: string
  /** The nodes of a node's or site's name, or of `all`; undefined for a stranger. */
  readonly named: (text: string) => readonly NodeId[] | undefined
  readonly node: (part: Part) => NodeId
  /** A list of nodes and sites, or one of them. */
  readonly nodes: (part: Part) => readonly NodeId[]
  /** A duration that is not negative. */
  readonly time: (part: Part) => number
  readonly duration: (part: Part) => number
}

/** The names of a plan with these nodes. */
export function namesOf(file: YamlFile, placed: readonly PlacedNode[]): Names {
  const sites = [...new Set(placed.map(({ site }) => site))]
  const expected = `a node (${placed.map(({ node }) => node).join(', ')}) or a site (${sites.join(', ')})`
  const named = (text: string): readonly NodeId[] | undefined => {
    const found = placed.filter(
      ({ node, site }) => text === 'all' || node === text || site === text,
    )
    return found.length === 0 ? undefined : found.map(({ node }) => node)
  }
  const node = (part: Part): NodeId => {
    const text = textOf(file, part, expected)
    return placed.find((one) => one.node === text)?.node ?? file.wrong(part, expected)
  }
  const group = (part: Part): readonly NodeId[] =>
    named(textOf(file, part, expected)) ?? file.wrong(part, expected)
  const duration = (part: Part): number => {
    const form = 'a duration such as 250ms, 15s, 1m30s or 2h'
    return parseDuration(textOf(file, part, form)) ?? file.wrong(part, form)
  }
  return {
    expected,
    named,
    node,
    nodes: (part) =>
      isList(part) ? [...new Set(itemsOf(file, part).flatMap(group))] : group(part),
    duration,
    time: (part) => {
      const ms = duration(part)
      return ms < 0 ? file.wrong(part, 'a time that is not negative') : ms
    },
  }
}

const isList = (part: Part): boolean => typeof part === 'object' && part !== null && 'items' in part
