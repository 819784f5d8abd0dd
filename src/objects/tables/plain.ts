// The printed columns of kinds of which little is shown.
import type { KubeObject } from '../object.ts'
import { ageColumn, column, nameColumn } from './columns.ts'
import type { Column } from './columns.ts'
import { part, parts, text } from './read.ts'

const entries =
  (...fields: readonly string[]) =>
  (object: KubeObject) =>
    fields.reduce((sum, field) => sum + Object.keys(part(object, field)).length, 0)

/** Columns of config maps. */
export const configMapColumns: readonly Column[] = [
  nameColumn,
  column('Data', entries('data', 'binaryData')),
  ageColumn,
]

/** Columns of secrets. */
export const secretColumns: readonly Column[] = [
  nameColumn,
  column('Type', (secret) => text(secret, 'type')),
  column('Data', entries('data')),
  ageColumn,
]

/** Columns of namespaces. */
export const namespaceColumns: readonly Column[] = [
  nameColumn,
  column('Status', (it) => text(it, 'status.phase')),
  ageColumn,
]

/** Columns of service accounts. */
export const serviceAccountColumns: readonly Column[] = [
  nameColumn,
  column('Secrets', (account) => parts(account, 'secrets').length),
  ageColumn,
]

/** Columns of leases. */
export const leaseColumns: readonly Column[] = [
  nameColumn,
  column('Holder', (lease) => text(lease, 'spec.holderIdentity')),
  ageColumn,
]

/** Columns of definitions. */
export const definitionColumns: readonly Column[] = [
  nameColumn,
  column('Created At', ({ metadata }) => metadata.creationTimestamp ?? '', {
    type: 'date',
  }),
]

/** Columns of kinds of which nothing more is known. */
export const otherColumns: readonly Column[] = [nameColumn, ageColumn]
