// Printed tables: columns, and a row for each object.
import type { WallMs } from '../../kernel/time.ts'
import { pageMetadata, asServed } from '../answers/content.ts'
import { partialText } from '../answers/partial-metadata.ts'
import { utf8 } from '../answers/json-bytes.ts'
import type { ServedKind } from '../kinds/registry.ts'
import type { Page } from '../lists/page.ts'
import type { KubeObject } from '../object.ts'
import type { Content } from '../read-answer.ts'
import type { Form } from '../request/accept.ts'
import { columnsOf } from './columns-of.ts'
import { podRowConditions } from './pods.ts'

/** The form of a table. */
export type TableForm = Extract<Form, { readonly as: 'table' }>

/** What a table shows: objects of a kind, at a time. */
export interface TableWanted {
  readonly kind: ServedKind
  readonly form: TableForm
  readonly now: WallMs
}

/** The definitions of a kind's columns, as JSON. */
function definitionsText(kind: ServedKind): string {
  return JSON.stringify(columnsOf(kind).map(({ definition }) => definition))
}

/** A row as JSON. */
function rowText({ kind, form, now }: TableWanted, object: KubeObject): string {
  const cells = columnsOf(kind).map(({ cell }) => cell(object, now))
  const ended = kind.kind === 'Pod' && kind.group === '' ? podRowConditions(object) : undefined
  const conditions = ended === undefined ? '' : `"conditions":${JSON.stringify(ended)},`
  const shown = rowObject(kind, form, object)
  return `{"cells":${JSON.stringify(cells)},${conditions}"object":${shown}}`
}

function rowObject(kind: ServedKind, { objects, version }: TableForm, object: KubeObject): string {
  if (objects === 'None') return 'null'
  if (objects === 'Object') return JSON.stringify(asServed(kind, object))
  return partialText(object, version)
}

/** A table's JSON; without columns where they have been sent before. */
export function tableText(
  wanted: TableWanted,
  objects: readonly KubeObject[],
  metadata: unknown,
  withColumns: boolean,
): string {
  const { kind, form } = wanted
  const head = `"kind":"Table","apiVersion":"meta.k8s.io/${form.version}"`
  const columns = withColumns ? definitionsText(kind) : 'null'
  const rows = objects.map((object) => rowText(wanted, object)).join(',')
  return `{${head},"metadata":${JSON.stringify(metadata)},"columnDefinitions":${columns},"rows":[${rows}]}`
}

const tableContent = (text: () => string): Content => ({
  value: () => JSON.parse(text()) as unknown,
  bytes: () => utf8(`${text()}\n`),
})

/** A page of objects as a table. */
export const pageTable = (wanted: TableWanted, page: Page): Content =>
  tableContent(() => tableText(wanted, page.items, pageMetadata(page), true))

/** One object as a table. */
export const objectTable = (wanted: TableWanted, object: KubeObject): Content =>
  tableContent(() => tableText(wanted, [object], versionOf(object), true))

/** The metadata of the table of one object. */
export const versionOf = ({ metadata: { resourceVersion } }: KubeObject) =>
  resourceVersion === undefined ? {} : { resourceVersion }
