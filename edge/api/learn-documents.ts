// Learns from the cluster what clients ask before anything else: discovery in both forms, version, OpenAPI's index.
import type { Clock } from '../../bus/clock.ts'
import { httpCall } from '../../bus/http-call.ts'
import type { HttpClient, HttpRequest } from '../../bus/http.ts'
import { isFault } from '../../src/kernel/fault.ts'
import { requestInfo } from '../../src/objects/request/info.ts'
import type { KindRegistry } from '../../src/objects/kinds/registry.ts'
import type { Showing } from '../mirror/showing.ts'
import { isMarked, keepDocument, keepMark } from './documents.ts'

/** What learning takes. */
export interface LearnDocumentsParts {
  readonly http: HttpClient
  readonly clock: Clock
  readonly showing: Showing
  /** The kinds whose types are worth knowing. */
  readonly registry: KindRegistry
}

const plain = 'application/json'
const aggregated =
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json'
const aggregatedBeta =
  'application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json'
const openApiV2 = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf'

const first: readonly (readonly [path: string, accept: string])[] = [
  ['/version', plain],
  ['/api', aggregated],
  ['/apis', aggregated],
  ['/api', aggregatedBeta],
  ['/apis', aggregatedBeta],
  ['/api', plain],
  ['/api/v1', plain],
  ['/openapi/v3', plain],
  ['/openapi/v2', openApiV2],
  ['/apis', plain],
]

const limits = { silenceMs: 10_000, bodyBytesMax: 4 << 20 }

/** Asks one after the other, and gives up at the first that is not answered: it is begun again with the next path. */
export function learnDocuments({ http, clock, showing, registry }: LearnDocumentsParts): void {
  const next = (wanted: readonly (readonly [path: string, accept: string])[]): void => {
    const [one, ...rest] = wanted
    if (one === undefined) return
    const [path, accept] = one
    const request: HttpRequest = {
      method: 'GET',
      path,
      headers: { accept },
      body: new Uint8Array(),
    }
    httpCall({ http, clock }, request, limits, (outcome) => {
      if (isFault(outcome)) return
      const info = requestInfo('GET', path)
      if (info.about === 'path') keepDocument(showing, info, { accept }, outcome)
      const { body } = outcome
      const groups = path === '/apis' && accept === plain ? versionsIn(body) : []
      const types = path === '/openapi/v3' ? changedTypes(body, showing, registry) : []
      if (outcome.status === 200 && path.includes('?hash=')) keepMark(showing, path)
      next([...rest, ...groups, ...types])
    })
  }
  next(first)
}

interface GroupList {
  readonly groups?: readonly {
    readonly versions?: readonly { readonly groupVersion?: unknown }[]
  }[]
}

/** The lists of resources that a list of groups leads to. */
function versionsIn(body: Uint8Array): readonly (readonly [path: string, accept: string])[] {
  try {
    const { groups = [] } = JSON.parse(new TextDecoder().decode(body)) as GroupList
    return groups.flatMap(({ versions = [] }) =>
      versions.flatMap(({ groupVersion }) =>
        typeof groupVersion === 'string' ? [[`/apis/${groupVersion}`, plain] as const] : [],
      ),
    )
  } catch {
    return []
  }
}

interface TypeIndex {
  readonly paths?: Readonly<Record<string, { readonly serverRelativeURL?: unknown }>>
}

/** The types of the kinds that are kept here, where their marks say that they are others than those kept. */
function changedTypes(
  body: Uint8Array,
  showing: Showing,
  { index }: KindRegistry,
): readonly (readonly [path: string, accept: string])[] {
  const versions = [...index.keys()].map((version) =>
    version.includes('/') ? `apis/${version}` : `api/${version}`,
  )
  try {
    const { paths = {} } = JSON.parse(new TextDecoder().decode(body)) as TypeIndex
    return versions.flatMap((version) => {
      const url = paths[version]?.serverRelativeURL
      return typeof url === 'string' && !isMarked(showing, url) ? [[url, plain] as const] : []
    })
  } catch {
    return []
  }
}
