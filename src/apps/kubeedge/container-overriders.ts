// What overriders do to one field of a container: its command, arguments, environment and resources.
import { isJson, type Json } from '../../objects/schema/typed.ts'
import { items, part, text } from '../../objects/fields.ts'

/** The field afterwards, undefined if it stays absent; or what is wrong. */
export type Overridden = { readonly value: unknown } | { readonly wrong: string }

const wrongOperator = (expected: string, { operator }: Json): Overridden => ({
  wrong: `expected the operator ${expected}, got ${JSON.stringify(operator)}`,
})

/** A command or arguments: `add` appends, `remove` drops all that are equal. */
export function overriddenList(before: unknown, override: Json): Overridden {
  const list = Array.isArray(before) ? before : []
  const values = items(override, 'value')
  switch (override['operator']) {
    case 'add':
      return { value: [...list, ...values] }
    case 'remove':
      return kept(
        before,
        list.filter((each) => !values.includes(each)),
      )
    default:
      return wrongOperator('add or remove', override)
  }
}

/** Variables: `add` appends, `remove` goes by name, `replace` puts each in the place of the one with its name, else last. */
export function overriddenEnv(before: unknown, override: Json): Overridden {
  const list = Array.isArray(before) ? before : []
  const values = items(override, 'value')
  const isNamed = (one: unknown) => (other: unknown) => text(one, 'name') === text(other, 'name')
  switch (override['operator']) {
    case 'add':
      return { value: [...list, ...values] }
    case 'remove':
      return kept(
        before,
        list.filter((each) => !values.some(isNamed(each))),
      )
    case 'replace':
      return {
        value: values.reduce<readonly unknown[]>((done, value) => {
          const at = done.findIndex(isNamed(value))
          return at === -1 ? [...done, value] : done.with(at, value)
        }, list),
      }
    default:
      return wrongOperator('add, remove or replace', override)
  }
}

const kept = (before: unknown, left: readonly unknown[]): Overridden => ({
  value: before === undefined ? undefined : left,
})

/** Requests, limits and claims: each by its name, others stay; a quantity of zero says nothing. */
export function overriddenResources(before: unknown, override: Json): Overridden {
  const value = part(override, 'value')
  const merged = (name: string) => {
    const given = Object.entries(part(value, name)).filter(([, quantity]) => !isZero(quantity))
    const all = { ...part(before, name), ...Object.fromEntries(given) }
    return Object.keys(all).length === 0 ? {} : { [name]: all }
  }
  const claims = items(value, 'claims')
  const others = items(before, 'claims').filter(
    (each) => !claims.some((claim) => text(claim, 'name') === text(each, 'name')),
  )
  return {
    value: {
      ...(isJson(before) ? before : {}),
      ...merged('requests'),
      ...merged('limits'),
      ...(claims.length === 0 ? {} : { claims: [...others, ...claims] }),
    },
  }
}

const isZero = (quantity: unknown): boolean => /^0+(?:\.0*)?[A-Za-z]*$/.test(String(quantity))
