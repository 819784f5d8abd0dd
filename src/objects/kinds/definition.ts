// The kinds that a CustomResourceDefinition makes.
import { at } from '../field-path.ts'
import type { KubeObject } from '../object.ts'
import type { FieldSource } from '../selectors/selectable-fields.ts'
import type { Structural } from '../structural/structural.ts'
import type { ColumnSource } from '../tables/columns.ts'
import type { ScalePaths, ServedKind } from './registry.ts'

/** One version in a definition's spec, as far as reading needs it. */
interface DefinedVersion {
  readonly name: string
  readonly served?: boolean
  readonly storage?: boolean
  readonly subresources?: {
    readonly status?: unknown
    readonly scale?: {
      readonly specReplicasPath: string
      readonly statusReplicasPath: string
      readonly labelSelectorPath?: string
    }
  }
  readonly additionalPrinterColumns?: readonly ColumnSource[]
  readonly selectableFields?: readonly { readonly jsonPath: string }[]
  readonly schema?: { readonly openAPIV3Schema?: Structural }
}

interface Names {
  readonly plural: string
  readonly singular?: string
  readonly kind: string
  readonly listKind?: string
  readonly shortNames?: readonly string[]
  readonly categories?: readonly string[]
}

const verbs = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch']

/** A kind for each served version of a definition that has been checked, the preferred version first. */
export function kindsOfDefinition(definition: KubeObject): readonly ServedKind[] {
  const names = at(definition, 'spec.names') as Names
  const versions = at(definition, 'spec.versions') as readonly DefinedVersion[]
  const stored = versions.find(({ storage }) => storage === true)
  const group = String(at(definition, 'spec.group'))
  const storedAs = stored === undefined ? {} : { storedAs: `${group}/${stored.name}/${names.kind}` }
  return versions
    .filter(({ served }) => served === true)
    .toSorted((a, b) => compareVersions(a.name, b.name))
    .map((version) => ({
      ...identityOf(definition, names),
      ...storedAs,
      version: version.name,
      ...behaviourOf(version),
    }))
}

const identityOf = (definition: KubeObject, names: Names) => ({
  group: String(at(definition, 'spec.group')),
  resource: names.plural,
  singular: names.singular ?? names.kind.toLowerCase(),
  kind: names.kind,
  listKind: names.listKind ?? `${names.kind}List`,
  namespaced: at(definition, 'spec.scope') === 'Namespaced',
  shortNames: names.shortNames ?? [],
  categories: names.categories ?? [],
  verbs,
  custom: true,
})

function behaviourOf({
  subresources = {},
  additionalPrinterColumns: columns = [],
  selectableFields = [],
  schema: { openAPIV3Schema } = {},
}: DefinedVersion) {
  const { status, scale } = subresources
  const present = [status === undefined ? [] : 'status', scale === undefined ? [] : 'scale'].flat()
  return {
    columns,
    selectable: selectableFields.map(fieldOf),
    subresources: present,
    ...(scale === undefined ? {} : { scale: scaleOf(scale) }),
    ...(openAPIV3Schema === undefined ? {} : { schema: openAPIV3Schema }),
  }
}

const fieldOf = ({ jsonPath }: { readonly jsonPath: string }): FieldSource => ({
  name: jsonPath.replace(/^\./, ''),
  paths: [jsonPath],
})

type DefinedScale = NonNullable<NonNullable<DefinedVersion['subresources']>['scale']>

const scaleOf = (scale: DefinedScale): ScalePaths => ({
  specReplicas: scale.specReplicasPath,
  statusReplicas: scale.statusReplicasPath,
  ...(scale.labelSelectorPath === undefined ? {} : { labelSelector: scale.labelSelectorPath }),
})

/** Stable versions before betas before alphas, newer before older, then what is no such version, by name. */
export function compareVersions(a: string, b: string): number {
  const one = rank(a)
  const two = rank(b)
  for (const [index, part] of one.entries()) {
    const difference = (two[index] ?? 0) - part
    if (difference !== 0) return difference
  }
  return a < b ? -1 : a > b ? 1 : 0
}

function rank(version: string): readonly number[] {
  const [, major, stage, minor] = /^v([1-9]\d*)(?:(alpha|beta)([1-9]\d*))?$/.exec(version) ?? []
  if (major === undefined) return [0, 0, 0]
  const stages: Readonly<Record<string, number>> = { alpha: 1, beta: 2 }
  return [stages[stage ?? ''] ?? 3, Number(major), Number(minor ?? 0)]
}
