// Reads parts of objects for cells, whatever stands there.
import { at } from '../field-path.ts'

/** A record with unknown fields. */
export type Part = Readonly<Record<string, unknown>>

/** The text at a path, empty if there is none. */
export function text(object: unknown, path: string): string {
  const value = at(object, path)
  return typeof value === 'string' ? value : ''
}

/** The number at a path, 0 if there is none. */
export function count(object: unknown, path: string): number {
  const value = at(object, path)
  return typeof value === 'number' ? value : 0
}

/** The records of the list at a path. */
export function parts(object: unknown, path: string): readonly Part[] {
  const value = at(object, path)
  return Array.isArray(value) ? value.filter(isPart) : []
}

/** The texts of the list at a path. */
export function texts(object: unknown, path: string): readonly string[] {
  const value = at(object, path)
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
}

/** The record at a path; empty if there is none. */
export function part(object: unknown, path: string): Part {
  const value = at(object, path)
  return isPart(value) ? value : {}
}

const isPart = (value: unknown): value is Part =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The text, or what stands for nothing. */
export const or = (value: string, nothing: string): string => (value === '' ? nothing : value)
