// What of a recorded answer is held to where not all of it is: each cuts an answer down to that.
import { builtinKinds } from '../../src/objects/kinds/builtin.ts'

type Part = Readonly<Record<string, unknown>>

const isPart = (value: unknown): value is Part => typeof value === 'object' && value !== null

/** Any answer, with `change` applied to every record in it, the innermost first. */
function deep(value: unknown, change: (part: Part) => unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => deep(each, change))
  if (!isPart(value)) return value
  return change(
    Object.fromEntries(Object.entries(value).map(([key, each]) => [key, deep(each, change)])),
  )
}

/** Without the descriptions of a table's columns. */
export const withoutDescriptions = (body: unknown): unknown =>
  deep(body, (part) => ('priority' in part ? { ...part, description: '' } : part))

/** Without the hashes of stored versions. */
export const withoutHashes = (body: unknown): unknown =>
  deep(body, ({ storageVersionHash: _hash, ...part }) => part)

/** Without protobuf among what is available. */
export const withoutProtobuf = (body: unknown): unknown =>
  deep(body, (part) => {
    const { message } = part
    if (typeof message !== 'string') return part
    return { ...part, message: message.replace(', application/vnd.kubernetes.protobuf', '') }
  })

const resources = new Set(builtinKinds.map(({ resource }) => resource))
const groups = new Set(builtinKinds.map(({ group }) => group))
const paths = /^\/(api|apis|healthz|livez|readyz|version|openapi\/v[23])?(\/|\/v1)?$/

/** Only the groups, resources and paths that are served. */
export const onlyServed = (body: unknown): unknown =>
  deep(body, (part) => ({
    ...part,
    ...kept(part, 'resources', (each) => resources.has(resourceOf(each))),
    ...kept(part, 'groups', (each) => groups.has(String(each['name']))),
    ...(Array.isArray(part['paths']) ? { paths: part['paths'].filter(isServedPath) } : {}),
  }))

function kept(part: Part, field: string, isServed: (each: Part) => boolean): Part {
  const list = part[field]
  return Array.isArray(list) ? { [field]: list.filter(isPart).filter(isServed) } : {}
}

const resourceOf = (each: Part): string =>
  String(each['resource'] ?? each['name']).replace(/\/.*/, '')

function isServedPath(path: unknown): boolean {
  const [, root = '', group = ''] = String(path).split('/')
  return root === 'apis' && group !== '' ? groups.has(group) : paths.test(String(path))
}

const recordedGroups = ['apps', 'apiextensions.k8s.io', 'coordination.k8s.io', 'discovery.k8s.io']

/** Of aggregated discovery only the groups that the recording holds. */
export const fourGroups = (body: unknown): unknown => {
  const { items, ...rest } = body as Part & { readonly items: readonly Part[] }
  const name = (item: Part) => String((item['metadata'] as Part)['name'])
  return { ...(onlyServed(rest) as Part), items: items.filter((item) => recordedGroups.includes(name(item))) }
}

/** Without some fields, wherever they are. */
export const without =
  (...names: readonly string[]) =>
  (body: unknown): unknown =>
    deep(body, (part) =>
      Object.fromEntries(Object.entries(part).filter(([name]) => !names.includes(name))),
    )

/** Without the patched object that a message repeats. */
export const withoutPatched = (body: unknown): unknown =>
  deep(body, (part) => {
    const { message } = part
    return typeof message === 'string' ? { ...part, message: message.replace(/\{.*\}/, '') } : part
  })
