// Discovery, OpenAPI and version as the cluster told them last: kept, and told again while it cannot be asked.
import type { HttpWhole } from '../../bus/http-call.ts'
import type { Answer, HeaderMap } from '../../src/objects/read-answer.ts'
import type { PathRequest } from '../../src/objects/request/info.ts'
import { joined } from '../../src/kernel/bytes.ts'
import { bytesAnswer } from '../../src/objects/answers/answer.ts'
import { discoveryWith } from '../../src/objects/discovery/with-kinds.ts'
import type { ServedKind } from '../../src/objects/kinds/registry.ts'
import type { Showing } from '../mirror/showing.ts'

const keptPrefix = 'document/'

/** The roots of what is kept. */
const roots = new Set(['api', 'apis', 'openapi', 'version'])

/** More than this is not kept, all in all. */
const bytesMax = 8 << 20

/** Whether a path is a document that is worth keeping. */
export const isDocument = ({ method, segments }: PathRequest): boolean =>
  method === 'GET' && roots.has(segments[0] ?? '')

/** Which of the forms of a document a client takes: they are kept apart. */
function formOf(accept: string): string {
  // Older clients do not read the newer format, and whoever reads the newer one reads both.
  if (accept.includes('as=APIGroupDiscoveryList'))
    return /\bv=v2(;|,|$)/.test(accept) ? 'aggregated' : 'aggregated-beta'
  return accept.includes('proto-openapi') ? 'protobuf' : 'plain'
}

const nameOf = ({ path }: PathRequest, form: string): string => `${keptPrefix}${form}${path}`

/** Keeps the answer of the cluster to a request for a document. */
export function keepDocument(
  showing: Showing,
  info: PathRequest,
  asked: HeaderMap,
  { status, headers, body }: HttpWhole,
): void {
  if (status !== 200 || headers['content-encoding'] !== undefined) return
  const name = nameOf(info, formOf(asked['accept'] ?? ''))
  const type = headers['content-type'] ?? 'application/json'
  const bytes = joined([new TextEncoder().encode(`${type}\n`), body])
  const known = showing.kept().get(name)
  if (known !== undefined && sameBytes(known, bytes)) return
  if (keptBytes(showing) - (known?.length ?? 0) + bytes.length <= bytesMax)
    showing.keep(name, bytes)
}

/** What documents are told from: what was kept, and kinds that the cluster may not have told of then. */
export interface DocumentsTold {
  readonly showing: Showing
  readonly further: readonly ServedKind[]
}

/** The document as it was told last, in the form that was asked for or the plain one; further kinds stand in discovery. */
export function keptDocument(
  { showing, further }: DocumentsTold,
  info: PathRequest,
  asked: HeaderMap,
): Answer | undefined {
  if (!isDocument(info)) return undefined
  const kept = showing.kept()
  const form = formOf(asked['accept'] ?? '')
  const bytes = kept.get(nameOf(info, form)) ?? kept.get(nameOf(info, 'plain'))
  const end = bytes?.indexOf(10) ?? 0
  const type = bytes === undefined ? jsonType : text.decode(bytes.subarray(0, end))
  const body = bytes?.subarray(end + 1)
  const isJson = type.startsWith(jsonType)
  const whole = isJson && further.length > 0 ? withFurther(body, info, further) : body
  return whole && bytesAnswer(200, whole, type)
}

const text = new TextDecoder()
const jsonType = 'application/json'

function withFurther(
  body: Uint8Array | undefined,
  { segments }: PathRequest,
  further: readonly ServedKind[],
): Uint8Array | undefined {
  if (segments[0] !== 'api' && segments[0] !== 'apis') return body
  let kept: object | undefined
  try {
    kept = body && (JSON.parse(text.decode(body)) as object)
  } catch {
    return body
  }
  const whole = discoveryWith(kept, segments, further)
  return whole && new TextEncoder().encode(JSON.stringify(whole))
}

function keptBytes(showing: Showing): number {
  let sum = 0
  for (const [name, bytes] of showing.kept()) if (name.startsWith(keptPrefix)) sum += bytes.length
  return sum
}

const sameBytes = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((byte, at) => byte === other[at])

const markOf = (url: string): readonly [name: string, mark: Uint8Array] => {
  const [path = '', hash = ''] = url.split('?hash=')
  return [`${keptPrefix}mark${path}`, new TextEncoder().encode(hash)]
}

/** Remembers the mark in the address (`?hash=`) of a document that was kept. */
export function keepMark(showing: Showing, url: string): void {
  const [name, mark] = markOf(url)
  if (!isMarked(showing, url)) showing.keep(name, mark)
}

/** Whether the document of that mark is kept. */
export function isMarked(showing: Showing, url: string): boolean {
  const [name, mark] = markOf(url)
  const kept = showing.kept()
  const known = kept.get(name)
  const isThere = kept.has(`${keptPrefix}plain${url.split('?')[0] ?? ''}`)
  return isThere && known !== undefined && sameBytes(known, mark)
}
