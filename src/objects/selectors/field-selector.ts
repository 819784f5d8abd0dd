// Field selectors: `metadata.name=a,spec.nodeName!=b`, read and matched.
import { badRequest } from '../answers/failures.ts'
import type { Status } from '../answers/status.ts'
import { resourceKey } from '../object.ts'
import type { KubeObject } from '../object.ts'
import type { ServedKind } from '../kinds/registry.ts'
import { builtinFields, commonFields, fieldValue } from './selectable-fields.ts'
import type { FieldSource } from './selectable-fields.ts'
import { SelectorError, orBadRequest } from './selector-error.ts'

/** A field's name, and the value that it must or must not have. */
export interface FieldTerm {
  readonly name: string
  readonly equal: boolean
  readonly value: string
}

/** Terms all of which must hold. */
export interface FieldSelector {
  readonly terms: readonly FieldTerm[]
}

/** A term whose field is known to the kind. */
export interface ResolvedTerm extends FieldTerm {
  readonly source: FieldSource
}

/** The selector of a query, in the order of its terms' text, or 400 with the API's complaint. */
export function parseFieldSelector(text: string): FieldSelector | Status {
  const parts = splitTerms(text).toSorted()
  return orBadRequest(() => ({
    terms: parts.flatMap((part) => (part === '' ? [] : [termOf(part, text)])),
  }))
}

/** Splits at commas that no backslash stands before. */
function splitTerms(text: string): readonly string[] {
  const parts: string[] = []
  let start = 0
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\') i += 1
    else if (text[i] === ',') {
      parts.push(text.slice(start, i))
      start = i + 1
    }
  }
  return text === '' ? [] : [...parts, text.slice(start)]
}

function termOf(part: string, text: string): FieldTerm {
  const [, name, operator = '', value = ''] = /^(.*?)(!=|==|=)(.*)$/s.exec(part) ?? []
  if (name === undefined) {
    throw new SelectorError(`invalid selector: '${text}'; can't understand '${part}'`)
  }
  return { name, equal: operator !== '!=', value: unescaped(value) }
}

function unescaped(value: string): string {
  let plain = ''
  for (let i = 0; i < value.length; i++) {
    let char = value.charAt(i)
    if (char === ',' || char === '=') {
      const code = char.charCodeAt(0)
      throw new SelectorError(`invalid field selector: unescaped character in value: ${code}`)
    }
    if (char === '\\') {
      i += 1
      char = value.charAt(i)
      if (char === '' || !'\\,='.includes(char)) {
        throw new SelectorError(`invalid field selector: invalid escape sequence: \\${char}`)
      }
    }
    plain += char
  }
  return plain
}

/** The terms with the fields of a kind, or 400 for a field that it cannot be selected by. */
export function resolveFields(
  kind: ServedKind,
  { terms }: FieldSelector,
): readonly ResolvedTerm[] | Status {
  const own = kind.custom === true ? (kind.selectable ?? []) : builtinFields[resourceKey(kind)]
  const common = own === undefined || kind.namespaced ? commonFields : commonFields.slice(0, 1)
  const fields = [...common, ...(own ?? [])]
  const resolved: ResolvedTerm[] = []
  for (const term of terms) {
    const source = fields.find(({ name }) => name === term.name)
    if (source === undefined) return badRequest(unknownField(term.name, own === undefined))
    resolved.push({ ...term, source })
  }
  return resolved
}

const unknownField = (name: string, onlyCommon: boolean): string =>
  onlyCommon
    ? `"${name}" is not a known field selector: only "metadata.name", "metadata.namespace"`
    : `field label not supported: ${name}`

/** Whether an object's fields are selected. */
export const selectsFields = (terms: readonly ResolvedTerm[], object: KubeObject): boolean =>
  terms.every(({ source, equal, value }) => (fieldValue(object, source) === value) === equal)

/** The name that the terms pin down, if they do. */
export const pinnedName = (terms: readonly FieldTerm[]): string | undefined =>
  terms.find(({ name, equal }) => name === 'metadata.name' && equal)?.value
