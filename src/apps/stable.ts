// Values in one order, so that the same manifest always has the same bytes and the same hash.
import { toHex } from '../kernel/hex.ts'
import { sha256 } from '../kernel/sha256.ts'
import { isJson } from '../objects/schema/typed.ts'

/** The same value with the fields of all objects in the order of their names, and without those that are undefined. */
export function stable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(stable)
  if (!isJson(value)) return value
  const names = Object.keys(value).toSorted()
  return Object.fromEntries(
    names.filter((name) => value[name] !== undefined).map((name) => [name, stable(value[name])]),
  )
}

/** Compact JSON: the same value is the same text, whoever wrote it. */
export const stableJson = (value: unknown): string => JSON.stringify(stable(value)) ?? ''

/** 16 hexadecimal digits that say which value it is, whatever the order of its fields. */
export const hashOf = (value: unknown): string =>
  toHex(sha256(new TextEncoder().encode(stableJson(value)))).slice(0, 16)
