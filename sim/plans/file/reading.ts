// What a step of a plan file is read with.
import type { Names } from './names.ts'
import type { Fields, Part, YamlFile } from './yaml-reader.ts'

/** A step, and what its names mean. */
export interface Reading {
  readonly file: YamlFile
  readonly names: Names
  readonly fields: Fields
  /** The step itself, for what is missing in it. */
  readonly step: Part
}

/** A field that the step must have. */
export function need({ file, fields, step }: Reading, name: string): Part {
  return fields.get(name) ?? file.wrong(step, `a step with \`${name}\``, 'none')
}

/** A field that may be left out, as fields of what is read. */
export function optional<Name extends string, T>(
  { fields }: Reading,
  field: string,
  name: Name,
  read: (part: Part) => T,
): Partial<Record<Name, T>> {
  const part = fields.get(field)
  return part === undefined ? {} : ({ [name]: read(part) } as Record<Name, T>)
}
