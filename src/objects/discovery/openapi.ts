// As much OpenAPI as clients need to see which parameters patches take, and how lists merge.
import { groupVersion } from '../kinds/registry.ts'
import type { KindRegistry, ServedKind } from '../kinds/registry.ts'
import { versionsOf, kindsOf } from './groups.ts'
import { schemasOf } from './openapi-schemas.ts'
import { serverVersion } from './server-version.ts'

const info = { title: 'Kubernetes', version: serverVersion.gitVersion } as const

/** `api/v1`, `apis/apps/v1`: where a group's version lies. */
const placeOf = (group: string, version: string): string =>
  group === '' ? `api/${version}` : `apis/${group}/${version}`

/** The index: a document for each version of each group. */
export function openApiIndex(registry: KindRegistry) {
  const places = ['', ...registry.groups].flatMap((group) =>
    versionsOf(registry, group).map((version) => placeOf(group, version)),
  )
  const entries = places.map((place) => [place, { serverRelativeURL: `/openapi/v3/${place}` }])
  return { paths: Object.fromEntries(entries) as Readonly<Record<string, unknown>> }
}

/** The document of a group's version. */
export const openApiDocument = (registry: KindRegistry, group: string, version: string) => ({
  openapi: '3.0.0',
  info,
  paths: Object.fromEntries(
    kindsOf(registry, group, version).map((kind) => [objectPath(kind), { patch: patchOf(kind) }]),
  ) as Readonly<Record<string, unknown>>,
  components: { schemas: schemasOf(kindsOf(registry, group, version)) },
})

/** The older OpenAPI: kubectl up to 1.28 wants that there is one, and finds no types in it. */
export const openApiV2 = { swagger: '2.0', info, paths: {}, definitions: {} } as const

const utf8 = (text: string): readonly number[] => [...new TextEncoder().encode(text)]
const field = (number: number, bytes: readonly number[]): readonly number[] => [
  number * 8 + 2,
  bytes.length,
  ...bytes,
]

/** The same in protobuf: the version, a title and version of its own, no paths, no definitions. */
export const openApiV2Bytes = new Uint8Array([
  ...field(1, utf8(openApiV2.swagger)),
  ...field(2, [...field(1, utf8(info.title)), ...field(2, utf8(info.version))]),
  ...field(8, []),
  ...field(9, []),
])

const objectPath = ({ group, version, namespaced, resource }: ServedKind): string =>
  `/${placeOf(group, version)}/${namespaced ? 'namespaces/{namespace}/' : ''}${resource}/{name}`

const patchTypes = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
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
      (kind.custom === true ? patchTypes.slice(0, 2) : patchTypes).map((type) => [type, {}]),
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
