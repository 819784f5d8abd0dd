// A write as asked for, and what it is answered with.
import type { Status } from '../../../src/objects/answers/status.ts'
import type { Managers } from '../../../src/objects/apply/managers.ts'
import type { ServedKind } from '../../../src/objects/kinds/registry.ts'
import type { Query } from '../../../src/objects/request/query.ts'
import type { User } from '../../../src/identity/user.ts'
import type { Body } from '../body.ts'

/** A write whose caller has been let in, of a kind that is served. */
export interface WriteRequest {
  readonly kind: ServedKind
  readonly namespace?: string
  readonly name?: string
  /** `status`, `scale`, … or nothing for the object itself. */
  readonly subresource?: string
  readonly query: Query
  readonly body: Body
  readonly user: User
  /** Who manages the fields that the write sets. */
  readonly manager: string
  /** The managers that a server-side apply leaves; other writes are kept account of as they are stored. */
  readonly applied?: Managers
  readonly options: WriteOptions
  /** Adds a line to the warnings of the answer. */
  readonly warn: (text: string) => void
}

/** What the query of a write says about how it is to be done. */
export interface WriteOptions {
  readonly dryRun: boolean
  readonly fieldValidation: 'Strict' | 'Warn' | 'Ignore'
  readonly force: boolean
}

/** The answer of a write. */
export interface Written {
  readonly status: number
  readonly body: unknown
  readonly warnings: readonly string[]
}

/** What admission has to know of a request. */
export type Admitted = Pick<
  WriteRequest,
  'kind' | 'subresource' | 'user' | 'options' | 'warn' | 'manager' | 'applied'
> & {
  readonly namespace?: string | undefined
}

/** A failed write. */
export const refused = (status: Status): Written => ({
  status: status.code,
  body: status,
  warnings: [],
})

/** A write that went well. */
export const written = (
  status: number,
  body: unknown,
  warnings: readonly string[] = [],
): Written => ({ status, body, warnings })
