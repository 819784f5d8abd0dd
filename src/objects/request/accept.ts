// Which representation of an answer a client takes, read off its Accept header.
import { protobufType } from '../protobuf/envelope.ts'

/** What an object is shown as: itself, its metadata alone, or rows of a printed table. */
export type Form =
  | { readonly as: 'object' }
  | { readonly as: 'metadata'; readonly version: string }
  | { readonly as: 'table'; readonly version: string; readonly objects: RowObjects }
  | { readonly as: 'discovery'; readonly version: string }

/** What a table's row carries beside its cells. */
export type RowObjects = 'None' | 'Metadata' | 'Object'

/** How an answer is encoded. */
export type Encoding = 'json' | 'yaml' | 'protobuf'

/** An encoding and a form. */
export interface Representation {
  readonly encoding: Encoding
  readonly form: Form
}

/** The forms a path can answer in. */
export type FormName = Form['as']

/** What there is of everything, in the words of 406 answers. */
export const availableEncodings: readonly string[] = ['application/json', 'application/yaml']

/** What there is of kinds whose types are known. */
export const typedEncodings: readonly string[] = [...availableEncodings, protobufType]

interface Clause {
  readonly type: string
  readonly parameters: ReadonlyMap<string, string>
  readonly quality: number
}

/** The first clause, by quality and then in order, that can be met; undefined if none can. */
export function negotiate(
  accept: string | undefined,
  forms: readonly FormName[],
  available: readonly string[] = availableEncodings,
): Representation | undefined {
  if (accept === undefined || accept.trim() === '') return plain('json')
  const clauses = accept.split(',').flatMap((text) => clauseOf(text) ?? [])
  const ranked = clauses.toSorted((a, b) => b.quality - a.quality)
  for (const { type, parameters, quality } of ranked) {
    const encoding = encodingOf(type, available)
    const form = formOf(parameters)
    if (encoding === undefined || form === undefined || quality === 0) continue
    // Tables have never been told in protobuf.
    if (encoding === 'protobuf' && form.as === 'table') continue
    if (forms.includes(form.as)) return { encoding, form }
  }
  return undefined
}

const plain = (encoding: Representation['encoding']): Representation => ({
  encoding,
  form: { as: 'object' },
})

function clauseOf(text: string): Clause | undefined {
  const [type = '', ...rest] = text.split(';').map((part) => part.trim())
  const parameters = new Map<string, string>()
  for (const part of rest) {
    const [name = '', value = ''] = part.split('=', 2)
    parameters.set(name.trim().toLowerCase(), value.trim())
  }
  const quality = Number(parameters.get('q') ?? '1')
  return type === ''
    ? undefined
    : { type, parameters, quality: Number.isNaN(quality) ? 1 : quality }
}

const encodings: Readonly<Record<string, Representation['encoding']>> = {
  '*/*': 'json',
  'application/*': 'json',
  'application/json': 'json',
  'application/yaml': 'yaml',
  [protobufType]: 'protobuf',
}

function encodingOf(type: string, available: readonly string[]): Encoding | undefined {
  const encoding = encodings[type.toLowerCase()]
  return encoding === 'protobuf' && !available.includes(protobufType) ? undefined : encoding
}

/** The form that `as`, `g` and `v` ask for; undefined for one that is not known. */
function formOf(parameters: ReadonlyMap<string, string>): Form | undefined {
  const as = parameters.get('as')
  if (as === undefined) return { as: 'object' }
  const version = parameters.get('v') ?? ''
  const wanted = `${as}/${parameters.get('g') ?? ''}/${version}`
  if (/^Table\/meta\.k8s\.io\/v1(beta1)?$/.test(wanted)) {
    return { as: 'table', version, objects: 'Metadata' }
  }
  if (/^PartialObjectMetadata(List)?\/meta\.k8s\.io\/v1(beta1)?$/.test(wanted)) {
    return { as: 'metadata', version }
  }
  if (/^APIGroupDiscoveryList\/apidiscovery\.k8s\.io\/v2(beta1)?$/.test(wanted)) {
    return { as: 'discovery', version }
  }
  return undefined
}
