// A CustomResourceDefinition made of what is particular to it.
import type { KubeObject } from '../../src/objects/object.ts'
import { compareVersions } from '../../src/objects/kinds/definition.ts'
import type { Schema } from './schema.ts'

/** A printed column: its title, its type and where its value lies. */
export type Column = readonly [name: string, type: 'string' | 'integer' | 'date', jsonPath: string]

/** The last column of most kinds. */
export const age: Column = ['AGE', 'date', '.metadata.creationTimestamp']

/** What is particular to a kind. */
export interface Sketch {
  readonly group: string
  readonly kind: string
  readonly plural: string
  readonly shortName: string
  readonly categories?: readonly string[]
  readonly namespaced: boolean
  /** The versions that are served, the stored one first. */
  readonly versions: readonly [string, ...(readonly string[])]
  readonly description: string
  readonly spec: Schema
  readonly status: Schema
  readonly required?: readonly string[]
  readonly columns: readonly Column[]
}

const unconverted =
  'Nothing is converted between its versions: each takes the fields of all of them and keeps them as they are written.'

/** The definition of a kind; its status has a path of its own. */
export function definition(sketch: Sketch): KubeObject {
  const { group, kind, plural, shortName, categories, namespaced, versions } = sketch
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: namespaced ? 'Namespaced' : 'Cluster',
      names: {
        kind,
        listKind: `${kind}List`,
        plural,
        singular: kind.toLowerCase(),
        shortNames: [shortName],
        ...(categories === undefined ? {} : { categories }),
      },
      conversion: { strategy: 'None' },
      versions: versions
        .toSorted(compareVersions)
        .map((name) => versionOf(sketch, name, name === versions[0])),
    },
  }
}

function versionOf(sketch: Sketch, name: string, storage: boolean) {
  const { description, spec, status, required, columns, versions } = sketch
  return {
    name,
    served: true,
    storage,
    subresources: { status: {} },
    additionalPrinterColumns: columns.map(([title, type, jsonPath]) => ({
      name: title,
      type,
      jsonPath,
    })),
    schema: {
      openAPIV3Schema: {
        type: 'object',
        description: versions.length === 1 ? description : `${description} ${unconverted}`,
        properties: { spec, status },
        ...(required === undefined ? {} : { required }),
      },
    },
  }
}
