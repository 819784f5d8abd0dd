// A review as Kubernetes asks it (`AdmissionReview`, v1), read from bytes that may be anything; and the answer.
import { toBase64 } from '../../src/kernel/base64.ts'
import { part, text, textMap } from '../../src/objects/fields.ts'
import type { KubeObject, Resource } from '../../src/objects/object.ts'
import { isJson } from '../../src/objects/schema/typed.ts'
import type { Json } from '../../src/objects/schema/typed.ts'

/** What Kubernetes asks. */
export interface Review {
  readonly uid: string
  /** `CREATE`, `UPDATE`, … */
  readonly operation: string
  readonly username: string
  readonly resource: Resource
  /** `status`, or empty. */
  readonly subresource: string
  /** As it would be, and as it is. */
  readonly object: KubeObject | undefined
  readonly oldObject: KubeObject | undefined
}

/** What is answered. */
export type ReviewWord =
  | {
      readonly is: 'allowed'
      /** Operations of a JSON patch. */
      readonly patch?: readonly Json[]
    }
  | { readonly is: 'denied'; readonly message: string }

/** Nothing stands against it. */
export const allowed: ReviewWord = { is: 'allowed' }

const kinds = { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview' }

/** The review in a body; or what was expected of it. */
export function reviewIn(body: Uint8Array): Review | { readonly wrong: string } {
  const whole = jsonIn(body)
  if (text(whole, 'apiVersion') !== kinds.apiVersion || text(whole, 'kind') !== kinds.kind)
    return { wrong: `expected an AdmissionReview of ${kinds.apiVersion}` }
  const request = part(whole, 'request')
  const uid = text(request, 'uid')
  const resource = part(request, 'resource')
  if (uid === '' || text(resource, 'resource') === '')
    return { wrong: 'expected a request with a uid and a resource' }
  return {
    uid,
    operation: text(request, 'operation'),
    username: text(part(request, 'userInfo'), 'username'),
    resource: { group: text(resource, 'group'), resource: text(resource, 'resource') },
    subresource: text(request, 'subResource'),
    object: objectIn(request['object']),
    oldObject: objectIn(request['oldObject']),
  }
}

function jsonIn(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body))
  } catch {
    return undefined
  }
}

/** An object in the form that everything here relies on; what is created may have no name yet. */
function objectIn(value: unknown): KubeObject | undefined {
  if (!isJson(value)) return undefined
  const metadata = part(value, 'metadata')
  return {
    ...value,
    apiVersion: text(value, 'apiVersion'),
    kind: text(value, 'kind'),
    metadata: {
      ...metadata,
      name: text(metadata, 'name'),
      labels: textMap(metadata, 'labels'),
      annotations: textMap(metadata, 'annotations'),
    },
  }
}

/** The body of an answer. */
export function answerTo({ uid }: Review, word: ReviewWord): Uint8Array {
  const response = { uid, ...responseOf(word) }
  return new TextEncoder().encode(JSON.stringify({ ...kinds, response }))
}

function responseOf(word: ReviewWord): Json {
  if (word.is === 'denied')
    return { allowed: false, status: { code: 422, reason: 'Invalid', message: word.message } }
  if (word.patch === undefined) return { allowed: true }
  const patch = toBase64(new TextEncoder().encode(JSON.stringify(word.patch)))
  return { allowed: true, patchType: 'JSONPatch', patch }
}
