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
  column('Data', 'How many entries it has.', entries('data', 'binaryData')),
  ageColumn,
]

/** Columns of secrets. */
export const secretColumns: readonly Column[] = [
  nameColumn,
  column('Type', 'What it is for.', (secret) => text(secret, 'type')),
  column('Data', 'How many entries it has.', entries('data')),
  ageColumn,
]

/** Columns of namespaces. */
export const namespaceColumns: readonly Column[] = [
  nameColumn,
  column('Status', 'Whether it is in use or ending.', (it) => text(it, 'status.phase')),
  ageColumn,
]

/** Columns of service accounts. */
export const serviceAccountColumns: readonly Column[] = [
  nameColumn,
  column('Secrets', 'How many secrets it names.', (account) => parts(account, 'secrets').length),
  ageColumn,
]

/** Columns of leases. */
export const leaseColumns: readonly Column[] = [
  nameColumn,
  column('Holder', 'Who holds it.', (lease) => text(lease, 'spec.holderIdentity')),
  ageColumn,
]

/** Columns of definitions. */
export const definitionColumns: readonly Column[] = [
  nameColumn,
  column('Created At', 'When it was made.', ({ metadata }) => metadata.creationTimestamp ?? '', {
    type: 'date',
  }),
]

/** Columns of kinds of which nothing more is known. */
export const otherColumns: readonly Column[] = [nameColumn, ageColumn]
