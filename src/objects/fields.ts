// Reading objects, which may be anything: a field is there in the right form, or it is not there.
import { isJson, type Json } from './schema/typed.ts'

const nothing: Json = {}

/** An object's field that is an object; an empty one if it is none. */
export const part = (of: unknown, name: string): Json => {
  const value = isJson(of) ? of[name] : undefined
  return isJson(value) ? value : nothing
}

/** A field that is a text; empty if it is none. */
export const text = (of: unknown, name: string): string => {
  const value = isJson(of) ? of[name] : undefined
  return typeof value === 'string' ? value : ''
}

/** A field that is a list; empty if it is none. */
export const items = (of: unknown, name: string): readonly unknown[] => {
  const value = isJson(of) ? of[name] : undefined
  return Array.isArray(value) ? value : []
}

/** The texts of a field that is a list. */
export const texts = (of: unknown, name: string): readonly string[] =>
  items(of, name).filter((each) => typeof each === 'string')

/** A field that is a number. */
export const count = (of: unknown, name: string): number | undefined => {
  const value = isJson(of) ? of[name] : undefined
  return typeof value === 'number' ? value : undefined
}

/** The entries of a field that are texts: labels, annotations. */
export const textMap = (of: unknown, name: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(part(of, name)).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  )
