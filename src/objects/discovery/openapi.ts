// As much OpenAPI as clients need to see which parameters patches take, and how lists merge.
import { toHex } from '../../kernel/hex.ts'
import { sha256 } from '../../kernel/sha256.ts'
import { utf8 } from '../answers/json-bytes.ts'
import { groupVersion } from '../kinds/registry.ts'
import type { KindRegistry, ServedKind } from '../kinds/registry.ts'
import { versionsOf, kindsOf } from './groups.ts'
import { schemasOf } from './openapi-schemas.ts'
import { serverVersion } from './server-version.ts'

const info = { title: 'Kubernetes', version: serverVersion.gitVersion } as const

/** `api/v1`, `apis/apps/v1`: where a group's version lies. */
const placeOf = (group: string, version: string): string =>
  group === '' ? `api/${version}` : `apis/${group}/${version}`

interface OpenApiDocument {
  readonly paths: Readonly<Record<string, unknown>>
  readonly [part: string]: unknown
}

const made = new WeakMap<KindRegistry, ReadonlyMap<string, OpenApiDocument>>()

/** Every document by where it lies: one for each version of each group, and one for each path above them. */
export function openApiDocuments(registry: KindRegistry): ReadonlyMap<string, OpenApiDocument> {
  const known = made.get(registry)
  if (known !== undefined) return known
  const versions = ['', ...registry.groups].flatMap((group) =>
    versionsOf(registry, group).map(
      (version) => [placeOf(group, version), documentOf(registry, group, version)] as const,
    ),
  )
  const groups = registry.groups.map((group) => `apis/${group}`)
  const fixed = ['.well-known/openid-configuration', 'api', 'apis', 'openid/v1/jwks', 'version']
  const plain = [...fixed, ...groups].map((place) => [place, documentOfPath(place)] as const)
  const all = new Map([...versions, ...plain].toSorted(([a], [b]) => (a < b ? -1 : 1)))
  made.set(registry, all)
  return all
}

const indexes = new WeakMap<KindRegistry, OpenApiDocument>()

/** The index: where each document lies, with a mark that changes when it does. */
export function openApiIndex(registry: KindRegistry): OpenApiDocument {
  const known = indexes.get(registry)
  if (known !== undefined) return known
  const entries = [...openApiDocuments(registry)].map(([place, document]) => {
    const hash = toHex(sha256(utf8(JSON.stringify(document)))).toUpperCase()
    return [place, { serverRelativeURL: `/openapi/v3/${place}?hash=${hash}` }] as const
  })
  const index = { paths: Object.fromEntries(entries) }
  indexes.set(registry, index)
  return index
}

/** The document of a group's version. */
const documentOf = (registry: KindRegistry, group: string, version: string): OpenApiDocument => ({
  openapi: '3.0.0',
  info,
  paths: Object.fromEntries(
    kindsOf(registry, group, version).map((kind) => [objectPath(kind), { patch: patchOf(kind) }]),
  ) as Readonly<Record<string, unknown>>,
  components: { schemas: schemasOf(kindsOf(registry, group, version)) },
})

/** The document of a path that holds no resources. */
const documentOfPath = (place: string): OpenApiDocument => ({
  openapi: '3.0.0',
  info,
  paths: { [`/${place}/`]: { get: { responses: { '200': { description: 'OK' } } } } },
  components: { schemas: {} },
})

/** The older OpenAPI: kubectl up to 1.28 wants that there is one, and finds no types in it. */
export const openApiV2 = { swagger: '2.0', info, paths: {}, definitions: {} } as const

const letters = (text: string): readonly number[] => [...utf8(text)]
const field = (number: number, bytes: readonly number[]): readonly number[] => [
  number * 8 + 2,
  bytes.length,
  ...bytes,
]

/** The same in protobuf: the version, a title and version of its own, no paths, no definitions. */
export const openApiV2Bytes = new Uint8Array([
  ...field(1, letters(openApiV2.swagger)),
  ...field(2, [...field(1, letters(info.title)), ...field(2, letters(info.version))]),
  ...field(8, []),
  ...field(9, []),
])

const objectPath = ({ group, version, namespaced, resource }: ServedKind): string =>
  `/${placeOf(group, version)}/${namespaced ? 'namespaces/{namespace}/' : ''}${resource}/{name}`

const strategic = 'application/strategic-merge-patch+json'
const patchTypes = [
  'application/json-patch+json',
  'application/merge-patch+json',
  strategic,
  'application/apply-patch+yaml',
]

const patchOf = (kind: ServedKind) => ({
  operationId: `patch${groupVersion(kind.group, kind.version)}${kind.kind}`,
  parameters: ['dryRun', 'fieldManager', 'fieldValidation', 'force'].map((name) => ({
    name,
    in: 'query',
    schema: { type: name === 'force' ? 'boolean' : 'string', uniqueItems: true },
  })),
  requestBody: {
    content: Object.fromEntries(
      patchTypes
        .filter((type) => kind.custom !== true || type !== strategic)
        .map((type) => [type, {}]),
    ) as Readonly<Record<string, unknown>>,
  },
  responses: { '200': { description: 'OK' } },
  'x-kubernetes-action': 'patch',
  'x-kubernetes-group-version-kind': {
    group: kind.group,
    version: kind.version,
    kind: kind.kind,
  },
})
