// What is particular to a kind when its objects are written.
import type { FieldError } from '../../../src/objects/answers/invalid.ts'
import type { NameCheck } from '../../../src/objects/name-checks.ts'
import { subdomain } from '../../../src/objects/name-checks.ts'
import type { KubeObject } from '../../../src/objects/object.ts'
import type { KubeContext } from '../context.ts'

/** The rules of a kind; all of them pure but for chance and what else is stored. */
export interface Strategy {
  readonly checkName: NameCheck
  /** Whether `generation` counts the changes of all but metadata and status. */
  readonly counted: boolean
  /** Whether an update of what is not there creates it. */
  readonly createOnUpdate: boolean
  /** Whether an update must name the version that it changes. */
  readonly versionRequired: boolean
  /** Whether a delete answers with the object rather than with a Status. */
  readonly answersDeleted: boolean
  /** The object with defaults filled in; total on whatever a client sends. */
  readonly defaults: (object: KubeObject) => KubeObject
  /** The object as it begins: without a status of its own, with what is allotted to it. */
  readonly begin: (object: KubeObject, kube: KubeContext) => KubeObject
  /** The object as an update leaves it. */
  readonly change: (object: KubeObject, old: KubeObject, kube: KubeContext) => KubeObject
  readonly errors: (object: KubeObject) => readonly FieldError[]
  readonly changeErrors: (object: KubeObject, old: KubeObject) => readonly FieldError[]
  /** The object as its deletion begins; `metadata` says so already. */
  readonly ending: (object: KubeObject, kube: KubeContext) => KubeObject
  /** Whether more than finalizers holds back the end. */
  readonly isHeld: (object: KubeObject) => boolean
  /** How long a delete waits for somebody to finish it; undefined where nobody has to. */
  readonly graceSeconds?: (object: KubeObject, asked: number | undefined) => number
}

/** An object without its status. */
export const withoutStatus = (object: KubeObject): KubeObject => {
  const { status: _dropped, ...rest } = object
  return { ...rest, apiVersion: object.apiVersion, kind: object.kind, metadata: object.metadata }
}

/** An object with the status of another. */
export const withStatusOf = (object: KubeObject, other: KubeObject): KubeObject =>
  other['status'] === undefined ? withoutStatus(object) : { ...object, status: other['status'] }

/** What holds for a kind of which nothing particular is known. */
export const plainStrategy: Strategy = {
  checkName: subdomain,
  counted: false,
  createOnUpdate: false,
  versionRequired: false,
  answersDeleted: false,
  defaults: (object) => object,
  begin: (object) => withoutStatus(object),
  change: (object) => object,
  errors: () => [],
  changeErrors: () => [],
  ending: (object) => object,
  isHeld: () => false,
}

/** A plain strategy with some rules of its own. */
export const strategy = (own: Partial<Strategy>): Strategy => ({ ...plainStrategy, ...own })
