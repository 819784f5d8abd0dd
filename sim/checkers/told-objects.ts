// What Kubernetes once had of each object, whole and field by field, and what nodes themselves wrote of it.
import { builtinKinds } from '../../src/objects/kinds/builtin.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { isJson } from '../../src/objects/schema/typed.ts'
import { sortedText } from './sorted-text.ts'

/** An object by its resource, namespace and name. */
export const placeOf = (resource: string, namespace: string | undefined, name: string): string =>
  `${resource}/${namespace ?? ''}/${name}`

/** The place of an object. */
export const placeOfObject = (resource: string, { metadata }: KubeObject): string =>
  placeOf(resource, metadata.namespace, metadata.name)

interface Known {
  /** Those that nobody has asked about since are not read yet. */
  readonly unread: KubeObject[]
  readonly texts: Set<string>
  readonly fields: Set<string>
}

/** Objects as they once were. */
export class ToldObjects {
  readonly #known = new Map<string, Known>()

  /** An object was so. */
  add(resource: string, object: KubeObject): void {
    this.#at(placeOfObject(resource, object)).unread.push(object)
  }

  /** Whether the object was ever so, as a whole. */
  was(place: string, object: KubeObject): boolean {
    return this.#read(place).texts.has(textOf(object))
  }

  /** Every field that it ever had, with its value. */
  fields(place: string): ReadonlySet<string> {
    return this.#read(place).fields
  }

  #at(place: string): Known {
    const known = this.#known.get(place) ?? { unread: [], texts: new Set(), fields: new Set() }
    this.#known.set(place, known)
    return known
  }

  #read(place: string): Known {
    const known = this.#at(place)
    for (const object of known.unread.splice(0)) {
      known.texts.add(textOf(object))
      for (const field of fieldsOf(object)) known.fields.add(field)
    }
    return known
  }
}

/** What is the server's own matter, or is said by the place already. */
function bare(given: KubeObject): object {
  const { apiVersion: _, kind: __, ...object } = given
  const { resourceVersion: ___, managedFields: ____, ...metadata } = object.metadata
  return { ...object, metadata }
}

const textOf = (object: KubeObject): string => sortedText(bare(object))

/** The fields of an object, each with its path and value; items of lists by what tells them apart. */
export const fieldsOf = (object: KubeObject): readonly string[] => valuesIn(bare(object), '')

/** The same of what was written. */
export const fieldsWritten = (body: unknown): readonly string[] => valuesIn(body, '')

function valuesIn(value: unknown, path: string): readonly string[] {
  if (Array.isArray(value))
    return value.flatMap((item) => valuesIn(item, `${path}[${nameOf(item)}]`))
  // Where nothing is said servers may write null.
  if (value === undefined || value === null) return []
  if (!isJson(value)) return [`${path}=${JSON.stringify(value)}`]
  return Object.entries(value).flatMap(([name, each]) => valuesIn(each, `${path}.${name}`))
}

const naming = ['type', 'uid', 'name', 'key', 'ip', 'address', 'port']

function nameOf(item: unknown): string {
  if (!isJson(item)) return ''
  const target = item['targetRef']
  if (isJson(target)) return String(target['uid'])
  const name = naming.find((each) => item[each] !== undefined)
  return name === undefined ? '' : String(item[name])
}

/** A kind by its resource, if the API server has it from the start. */
export const builtinOf = (resource: string) => builtinKinds.find((one) => one.resource === resource)
