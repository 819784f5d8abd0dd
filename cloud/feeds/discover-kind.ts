// Finds out what Kubernetes knows of a kind: in which version it is served, how it is called, what can be done with it.
import { qualified } from '../../src/objects/answers/status.ts'
import { httpCall } from '../../bus/http-call.ts'
import type { HttpWhole } from '../../bus/http-call.ts'
import type { Clock } from '../../bus/clock.ts'
import type { HttpClient } from '../../bus/http.ts'
import { Fault, isFault } from '../../src/kernel/fault.ts'
import type { FurtherKind } from '../../src/mirror/further-kind.ts'
import { builtinKinds } from '../../src/objects/kinds/builtin.ts'
import { kindsOfDefinition } from '../../src/objects/kinds/definition.ts'
import { discoveredKind, preferredVersions } from '../../src/objects/discovery/discovered.ts'
import type { ServedKind } from '../../src/objects/kinds/registry.ts'
import type { KubeObject } from '../../src/objects/object.ts'

/** What looking stands on. */
export interface DiscoverPorts {
  readonly http: HttpClient
  readonly clock: Clock
  /** An answer is waited for so long. */
  readonly silenceMs: number
}

/** The kind; or why there is none, in words; or why nobody knows. */
export type Discovered = ServedKind | { readonly missing: string } | Fault

type Done = (outcome: Discovered) => void

/** Looks once, and answers once. */
export function discoverKind(ports: DiscoverPorts, kind: FurtherKind, done: Done): void {
  const { group, version } = kind
  if (version !== undefined) return inVersions(ports, kind, [version], done)
  if (group === '') return inVersions(ports, kind, ['v1'], done)
  getJson(ports, `/apis/${group}`, (answer) => {
    if (isFault(answer)) return done(answer)
    const versions = answer === undefined ? [] : preferredVersions(answer)
    if (versions.length === 0) return done({ missing: `Kubernetes has no group ${group}` })
    inVersions(ports, kind, versions, done)
  })
}

/** The first of these versions that serves the kind. */
function inVersions(
  ports: DiscoverPorts,
  kind: FurtherKind,
  [version, ...others]: readonly string[],
  done: Done,
): void {
  const { group, resource } = kind
  if (version === undefined)
    return done({ missing: `Kubernetes has no ${qualified(kind)} in ${versionText(kind)}` })
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`
  getJson(ports, root, (answer) => {
    if (isFault(answer)) return done(answer)
    const found = answer && discoveredKind(answer, { group, version, resource })
    if (found === undefined) return inVersions(ports, kind, others, done)
    const wrong = wrongFor(kind, found)
    if (wrong === undefined) withColumns(ports, found, done)
    else done({ missing: `${qualified(kind)} cannot be mirrored so: ${wrong}` })
  })
}

/** Why a kind that is there cannot be mirrored as it is wanted. */
function wrongFor({ namespaces }: FurtherKind, found: ServedKind): string | undefined {
  const lacking = ['get', 'list', 'watch'].filter((verb) => !found.verbs.includes(verb))
  if (lacking.length > 0) return `it has no ${lacking.join(', ')}`
  return namespaces !== undefined && !found.namespaced
    ? 'it lives in no namespaces, expected none'
    : undefined
}

const versionText = ({ group, version }: FurtherKind): string =>
  version === undefined
    ? 'any version of its group'
    : group === ''
      ? version
      : `${group}/${version}`

/** How a kind is printed and selected is told by its definition; of Kubernetes' own kinds it is known. */
function withColumns(ports: DiscoverPorts, found: ServedKind, done: Done): void {
  const known = builtinKinds.find((one) => isSame(one, found))
  if (known !== undefined) return done(known)
  const path = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${qualified(found)}`
  getJson(ports, path, (answer) => {
    if (isFault(answer)) return done(answer)
    const defined = answer === undefined ? [] : kindsOfDefinition(answer as KubeObject)
    done(defined.find((one) => isSame(one, found)) ?? found)
  })
}

const isSame = (one: ServedKind, other: ServedKind): boolean =>
  one.group === other.group && one.version === other.version && one.resource === other.resource

const bodyBytesMax = 8 << 20

/** A document; undefined: there is none, or none for us. */
function getJson(
  { http, clock, silenceMs }: DiscoverPorts,
  path: string,
  done: (answer: object | undefined | Fault) => void,
): void {
  const request = {
    method: 'GET',
    path,
    headers: { accept: 'application/json' },
    body: new Uint8Array(),
  }
  httpCall({ http, clock }, request, { silenceMs, bodyBytesMax }, (outcome) =>
    done(isFault(outcome) ? outcome : documentIn(path, outcome)),
  )
}

function documentIn(path: string, { status, body }: HttpWhole): object | undefined | Fault {
  if (status === 404 || (status === 403 && path.includes('customresourcedefinitions')))
    return undefined
  const text = new TextDecoder().decode(body)
  if (status !== 200)
    return new Fault('UNREACHABLE', `${path}: expected 200, came ${status} ${text.slice(0, 300)}`)
  try {
    const value = JSON.parse(text) as unknown
    if (typeof value === 'object' && value !== null) return value
  } catch {
    // Said below.
  }
  return new Fault('MALFORMED', `${path}: expected a JSON object, came ${text.slice(0, 100)}`)
}
