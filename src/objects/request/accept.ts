// Which representation of an answer a client takes, read off its Accept header.

/** What an object is shown as: itself, its metadata alone, or rows of a printed table. */
export type Form =
  | { readonly as: 'object' }
  | { readonly as: 'metadata'; readonly version: string }
  | { readonly as: 'table'; readonly version: string; readonly objects: RowObjects }
  | { readonly as: 'discovery'; readonly version: string }

/** What a table's row carries beside its cells. */
export type RowObjects = 'None' | 'Metadata' | 'Object'

/** An encoding and a form. */
export interface Representation {
  readonly encoding: 'json' | 'yaml'
  readonly form: Form
}

/** The forms a path can answer in. */
export type FormName = Form['as']

/** What there is, in the words of 406 answers. */
export const availableEncodings: readonly string[] = ['application/json', 'application/yaml']

interface Clause {
  readonly type: string
  readonly parameters: ReadonlyMap<string, string>
  readonly quality: number
}

/** The first clause, by quality and then in order, that can be met; undefined if none can. */
export function negotiate(
  accept: string | undefined,
  forms: readonly FormName[],
): Representation | undefined {
  if (accept === undefined || accept.trim() === '') return plain('json')
  const clauses = accept.split(',').flatMap((text) => clauseOf(text) ?? [])
  const ranked = clauses.toSorted((a, b) => b.quality - a.quality)
  for (const clause of ranked) {
    const encoding = encodingOf(clause.type)
    const form = formOf(clause.parameters)
    if (encoding === undefined || clause.quality === 0) continue
    if (form !== undefined && forms.includes(form.as)) return { encoding, form }
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
}

const encodingOf = (type: string) => encodings[type.toLowerCase()]

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
