// The Status object: how the API says that something went wrong (or well).

/** One of several reasons of a failure. */
export interface StatusCause {
  readonly reason?: string
  readonly message?: string
  readonly field?: string
}

/** What a Status is about. */
export interface StatusDetails {
  readonly name?: string
  readonly group?: string
  readonly kind?: string
  readonly uid?: string
  readonly causes?: readonly StatusCause[]
  readonly retryAfterSeconds?: number
}

/** A Status as it stands on the wire. */
export interface Status {
  readonly kind: 'Status'
  readonly apiVersion: 'v1'
  readonly metadata: { readonly continue?: string }
  readonly status: 'Failure' | 'Success'
  readonly message?: string
  readonly reason?: string
  readonly details?: StatusDetails
  readonly code: number
}

/** Which object or resource a failure is about; an empty group is left out of the answer. */
export interface About {
  readonly group: string
  readonly resource: string
}

/** A failure with this code, reason and message. */
export function failure(
  code: number,
  reason: string,
  message: string,
  details?: StatusDetails,
): Status {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    ...(reason === '' ? {} : { reason }),
    ...(details === undefined ? {} : { details }),
    code,
  }
}

/** Details naming an object; empty parts are left out. */
export function details(about: About, name: string, rest: StatusDetails = {}): StatusDetails {
  return {
    ...(name === '' ? {} : { name }),
    ...(about.group === '' ? {} : { group: about.group }),
    kind: about.resource,
    ...rest,
  }
}

/** `pods`, `things.x.io`: a resource with its group, as messages spell it. */
export const qualified = ({ group, resource }: About): string =>
  group === '' ? resource : `${resource}.${group}`

/** Whether a value is a Status rather than a result. */
export const isStatus = (value: unknown): value is Status =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'Status'
