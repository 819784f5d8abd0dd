// A constructor for each way in which a request can fail, with a real API server's words.
import { details, failure, qualified } from './status.ts'
import type { About, Status } from './status.ts'

/** No such object. */
export const notFound = (about: About, name: string): Status =>
  failure(404, 'NotFound', `${qualified(about)} "${name}" not found`, details(about, name))

/** No such resource: the path means nothing here. */
export const noSuchResource = (): Status =>
  failure(404, 'NotFound', 'the server could not find the requested resource', {})

/** The resource does not know this method. */
export const methodNotAllowed = (): Status =>
  failure(
    405,
    'MethodNotAllowed',
    'the server does not allow this method on the requested resource',
    {},
  )

/** The request makes no sense. */
export const badRequest = (message: string): Status => failure(400, 'BadRequest', message)

/** Nobody, or somebody who did not prove it, asks. */
export const unauthorized = (): Status => failure(401, 'Unauthorized', 'Unauthorized')

/** Who wanted what, for a refusal. */
export interface Attempt {
  readonly user: string
  readonly verb: string
  readonly group: string
  readonly resource: string
  readonly subresource?: string
  readonly namespace?: string
  readonly name?: string
}

/** The user may not do this; `because` adds the authoriser's reason. */
export function forbidden(attempt: Attempt, because?: string): Status {
  const { user, verb, group, namespace, name = '' } = attempt
  const about = { group, resource: attempt.resource }
  const object = name === '' ? qualified(about) : `${qualified(about)} "${name}"`
  const below = attempt.subresource === undefined ? '' : `/${attempt.subresource}`
  const place = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`
  const what = `cannot ${verb} resource "${attempt.resource}${below}" in API group "${group}" ${place}`
  const reason = because === undefined ? '' : `: ${because}`
  const message = `${object} is forbidden: User "${user}" ${what}${reason}`
  return failure(403, 'Forbidden', message, details(about, name))
}

/** The user may not use a path that is no resource. */
export const forbiddenPath = (user: string, verb: string, path: string): Status =>
  failure(403, 'Forbidden', `forbidden: User "${user}" cannot ${verb} path "${path}"`, {})

/** An object of that name is there already. */
export const alreadyExists = (about: About, name: string): Status =>
  failure(
    409,
    'AlreadyExists',
    `${qualified(about)} "${name}" already exists`,
    details(about, name),
  )

/** Somebody else was faster, or a precondition does not hold. */
export const conflict = (about: About, name: string, why: string): Status =>
  failure(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${qualified(about)} "${name}": ${why}`,
    details(about, name),
  )

/** The version asked for, or the one a page belongs to, is forgotten. */
export const expired = (message: string): Status => failure(410, 'Expired', message)

/** A watch from before what is remembered. */
export const tooOldVersion = (version: number, oldest: number): Status =>
  expired(`too old resource version: ${version} (${oldest})`)

/** The answer would need a version that is not there yet. */
export const tooLargeVersion = (version: number, current: number): Status =>
  failure(504, 'Timeout', `Timeout: Too large resource version: ${version}, current: ${current}`, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1,
  })

/** None of the representations that the client takes is to be had. */
export const notAcceptable = (available: readonly string[]): Status =>
  failure(
    406,
    'NotAcceptable',
    `406: Not Acceptable\n\nAvailable representations: ${available.join(', ')}`,
    {},
  )

/** The body is in none of the forms that are understood. */
export const unsupportedMediaType = (accepted: readonly string[]): Status =>
  failure(
    415,
    'UnsupportedMediaType',
    'the body of the request was in an unknown format - accepted media types include: ' +
      accepted.join(', '),
  )

/** The patch is of no known type. */
export const unsupportedPatch = (): Status =>
  failure(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {})

/** The body is larger than is taken. */
export const tooLarge = (message: string): Status =>
  failure(413, 'RequestEntityTooLarge', message, {})

/** A patch that cannot be applied. */
export const unprocessable = (): Status =>
  failure(422, 'Invalid', 'the server rejected our request due to an error in our request', {})

/** Trying again in a while may help. */
export const tooManyRequests = (message: string, retryAfterSeconds: number): Status =>
  failure(429, 'TooManyRequests', message, { retryAfterSeconds })

/** A failure within; some paths of a real server answer it without a reason. */
export const internalError = (why: string): Status =>
  failure(500, 'InternalError', `Internal error occurred: ${why}`, { causes: [{ message: why }] })

/** A failure of which a real server says nothing but the words. */
export const unclassified = (message: string): Status => failure(500, '', message)

/** It took too long. */
export const gatewayTimeout = (): Status =>
  failure(504, 'Timeout', 'Timeout: request did not complete within the allotted timeout')

/** The server cannot answer now. */
export const unavailable = (message: string): Status => failure(503, 'ServiceUnavailable', message)
