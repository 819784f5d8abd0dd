// SuperEdge's NodeGroup: a group of units; each node bears the name of its unit under the group's name.
import { subdomain } from '../../objects/name-checks.ts'
import type { KubeObject } from '../../objects/object.ts'
import type { Json } from '../../objects/schema/typed.ts'
import { toHex } from '../../kernel/hex.ts'
import { sha1 } from '../../kernel/sha1.ts'
import type { Cluster } from '../cluster.ts'
import { isProblem } from '../dialect.ts'
import type { Problem } from '../dialect.ts'
import { part, texts } from '../../objects/fields.ts'
import { marked } from './gift.ts'
import { ownLabels } from './node-change.ts'
import { chosen } from './node-unit.ts'
import { withProblems } from './told.ts'
import type { Choice, SeenMembers, UnitDialect } from './unit-dialect.ts'

/** The value of the label that the units of a group bear, whose key is the group's name. */
export const groupMark = 'nodegroups.superedge.io'
const keysHash = 'site.superedge.io/node-group-auto-keys-hash'

/** A group of units of SuperEdge. */
export const unitGroup: UnitDialect = {
  kind: {
    group: 'site.superedge.io',
    version: 'v1alpha2',
    resource: 'nodegroups',
    kind: 'NodeGroup',
    namespaced: false,
  },
  of: 'units',
  isExclusive: false,
  choice,
  gives: (group, _node, within) => marked(group.metadata.name, within),
  status: (group, { units, problems }: SeenMembers): Json => ({
    ...withProblems(group, problems),
    ...(group.apiVersion.endsWith('/v1alpha1')
      ? { unitnumber: units.length, nodeunits: units }
      : { unitNumber: units.length, nodeUnits: units }),
  }),
  finalizer: 'site.superedge.io/finalizer',
  makes,
  finds: (group, labels) => foundName(keysOf(group), labels),
}

function choice(group: KubeObject): Choice | Problem {
  const spec = part(group, 'spec')
  const names = spec['nodeUnits'] === undefined ? 'nodeunits' : 'nodeUnits'
  const base = chosen(spec, names, true)
  const keys = keysOf(group)
  if (isProblem(base) || keys.length === 0) return base
  const made = { key: keysHash, operator: '=' as const, values: [hashOf(keys)] }
  return { ...base, selectors: [...base.selectors, { requirements: [made] }] }
}

/** The labels whose values make units, sorted. */
function keysOf(group: KubeObject): readonly string[] {
  const spec = part(group, 'spec')
  return [...texts(spec, 'autoFindNodeKeys'), ...texts(spec, 'autofindnodekeys')].toSorted()
}

const madeLabels = (group: KubeObject, keys: readonly string[]) => ({
  [keysHash]: hashOf(keys),
  [group.metadata.name]: groupMark,
})

/** Units that any group found by these keys bear it; it outlives the group, and with it they are found again. */
const hashOf = (keys: readonly string[]): string => hashed(keys.join(''))

const hashed = (name: string): string => toHex(sha1(new TextEncoder().encode(name)))

/** The values of all keys, joined; a hash of that where it cannot be a name. */
function foundName(keys: readonly string[], labels: Readonly<Record<string, string>>) {
  const values = keys.map((key) => labels[key])
  if (values.length === 0 || values.includes(undefined)) return undefined
  const name = values.filter((value) => value !== '').join('-')
  if (name === '') return undefined
  return name.length >= 64 || subdomain(name).length > 0 ? hashed(name) : name
}

function makes(group: KubeObject, cluster: Cluster): readonly KubeObject[] {
  const keys = keysOf(group)
  const made = new Map<string, KubeObject>()
  for (const node of candidates(keys, cluster)) {
    const labels = ownLabels(node)
    const name = foundName(keys, labels)
    if (name === undefined || made.has(name)) continue
    const matchLabels = Object.fromEntries(keys.map((key) => [key, labels[key] ?? '']))
    made.set(name, {
      apiVersion: 'site.superedge.io/v1alpha2',
      kind: 'NodeUnit',
      metadata: { name, labels: madeLabels(group, keys), annotations: matchLabels },
      spec: { type: 'edge', selector: { matchLabels } },
    })
  }
  return [...made.keys()].toSorted().flatMap((name) => made.get(name) ?? [])
}

/** The nodes that have a value for the first key. */
const candidates = ([first]: readonly string[], cluster: Cluster): readonly KubeObject[] =>
  first === undefined
    ? []
    : [...cluster.valuesOf(first).values()].flatMap((names) =>
        [...names].flatMap((name) => cluster.node(name) ?? []),
      )
