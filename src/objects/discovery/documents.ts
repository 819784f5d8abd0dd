// Which document each path of discovery holds.
import type { KindRegistry } from '../kinds/registry.ts'
import type { Form } from '../request/accept.ts'
import { aggregated } from './aggregated.ts'
import { coreVersions, groupAlone, groupList, kindsOf, versionsOf } from './groups.ts'
import { healthPaths, healthText } from './health.ts'
import { openApiDocuments, openApiIndex, openApiV2, openApiV2Bytes } from './openapi.ts'
import { pages } from './pages.ts'
import { resourceList } from './resources.ts'
import { serverVersion } from './server-version.ts'

/** A document: text, or a value in one of the forms that its path has. */
export type Document =
  | { readonly text: string }
  | { readonly value: unknown; readonly contentType?: string; readonly protobuf?: Uint8Array }

/** What discovery is made from, and the form that was asked for. */
export interface DiscoveryWanted {
  readonly registry: KindRegistry
  /** `host:port` of the server. */
  readonly address: string
  readonly form: Form
  /** Whether health is told check by check. */
  readonly verbose?: boolean
}

/** The document at a path, if there is one. */
export function documentAt(
  segments: readonly string[],
  wanted: DiscoveryWanted,
): Document | undefined {
  const [root = '', ...rest] = segments
  const text = pages[segments.join('/')] ?? healthText(segments, wanted.verbose === true)
  if (text !== undefined) return { text }
  if (segments.length <= 1) return rootDocument(root, wanted)
  switch (root) {
    case 'api':
      return resourcesDocument(wanted.registry, '', rest)
    case 'apis':
      return groupDocument(wanted.registry, rest)
    case 'openapi':
      return openApi(wanted.registry, rest)
    default:
      return undefined
  }
}

/** Whether a path can be asked for in the aggregated form. */
export const hasAggregatedForm = ([root, ...rest]: readonly string[]): boolean =>
  rest.length === 0 && (root === 'api' || root === 'apis')

function rootDocument(root: string, wanted: DiscoveryWanted): Document | undefined {
  const { registry, address, form } = wanted
  switch (root) {
    case '':
      return { value: { paths: pathsOf(registry) } }
    case 'api':
      if (form.as !== 'discovery') return { value: coreVersions(registry, address) }
      return aggregatedDocument(registry, [''], form.version)
    case 'apis':
      if (form.as !== 'discovery') return { value: groupList(registry) }
      return aggregatedDocument(registry, registry.groups, form.version)
    case 'version':
      return { value: serverVersion }
    default:
      return undefined
  }
}

const aggregatedDocument = (
  registry: KindRegistry,
  groups: readonly string[],
  version: string,
): Document => ({
  value: aggregated(registry, groups, version),
  contentType: `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`,
})

function groupDocument(
  registry: KindRegistry,
  [group = '', ...rest]: readonly string[],
): Document | undefined {
  if (!registry.groups.includes(group)) return undefined
  if (rest.length === 0) return { value: groupAlone(registry, group) }
  return resourcesDocument(registry, group, rest)
}

function resourcesDocument(
  registry: KindRegistry,
  group: string,
  [version = '', ...rest]: readonly string[],
): Document | undefined {
  const kinds = kindsOf(registry, group, version)
  if (kinds.length === 0 || rest.length > 0) return undefined
  return { value: resourceList(group, version, kinds) }
}

function openApi(
  registry: KindRegistry,
  [format, root, ...rest]: readonly string[],
): Document | undefined {
  if (format === 'v2' && root === undefined) return { value: openApiV2, protobuf: openApiV2Bytes }
  if (format !== 'v3') return undefined
  if (root === undefined) {
    return { value: openApiIndex(registry), contentType: 'text/plain; charset=utf-8' }
  }
  const place = [root, ...rest].join('/')
  const document = openApiDocuments(registry).get(place)
  return document === undefined ? undefined : { value: document }
}

/** Every path that is no resource. */
function pathsOf(registry: KindRegistry): readonly string[] {
  const groups = registry.groups.flatMap((group) => [
    `/apis/${group}`,
    ...versionsOf(registry, group).map((version) => `/apis/${group}/${version}`),
  ])
  const core = versionsOf(registry, '').map((version) => `/api/${version}`)
  const fixed = ['/api', '/apis', '/apis/', '/version']
  const documents = ['/openapi/v2', '/openapi/v3', '/openapi/v3/', ...tokenPaths]
  const texts = [...healthPaths, ...Object.keys(pages).map((path) => `/${path}`)]
  return [...fixed, ...documents, ...texts, ...core, ...groups].toSorted()
}

/** Where OpenID Connect looks for what tokens are checked with. */
const tokenPaths = ['/.well-known/openid-configuration', '/openid/v1/jwks']
