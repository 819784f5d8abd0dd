// A review as a webhook is asked it, and its answer checked: what it comes to for the write.
import { fromBase64 } from '../../../src/kernel/base64.ts'
import { internalError } from '../../../src/objects/answers/failures.ts'
import { failure } from '../../../src/objects/answers/status.ts'
import type { Status } from '../../../src/objects/answers/status.ts'
import { count, part, text, texts } from '../../../src/objects/fields.ts'
import { isJson } from '../../../src/objects/schema/typed.ts'
import type { Json } from '../../../src/objects/schema/typed.ts'
import { requestOf } from '../policies/attempt.ts'
import type { Attempt, Operation } from '../policies/attempt.ts'
import type { Hook } from './hook.ts'

/** What a webhook said of a write; `failed` if it said nothing that counts. */
export type Word =
  | {
      readonly is: 'allowed'
      /** Operations of a JSON patch. */
      readonly patch: readonly unknown[] | undefined
      readonly warnings: readonly string[]
    }
  | { readonly is: 'denied'; readonly status: Status; readonly warnings: readonly string[] }
  | { readonly is: 'failed'; readonly why: string }

const reviewKind = { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview' }

const optionKinds: Readonly<Record<Operation, string | undefined>> = {
  CREATE: 'CreateOptions',
  UPDATE: 'UpdateOptions',
  DELETE: 'DeleteOptions',
  CONNECT: undefined,
}

/** What is asked about a write, but for the uid of the question. */
export function askedOf(attempt: Attempt): Json {
  const { object = null, oldObject = null, operation } = attempt
  const kind = optionKinds[operation]
  const options = kind === undefined ? null : { kind, apiVersion: 'meta.k8s.io/v1' }
  const said = Object.entries({ ...requestOf(attempt), object, oldObject, options })
  return Object.fromEntries(said.filter(([, value]) => value !== ''))
}

/** The body of a question. */
export const reviewBody = (uid: string, request: Json): Uint8Array =>
  new TextEncoder().encode(JSON.stringify({ ...reviewKind, request: { uid, ...request } }))

const failed = (why: string): Word => ({
  is: 'failed',
  why: `received invalid webhook response: ${why}`,
})

/** The word of an answer. */
export function wordOf(hook: Hook, uid: string, answer: unknown): Word {
  const response = isJson(answer) ? answer['response'] : undefined
  if (!isJson(response)) return failed('webhook response was absent')
  const said = text(response, 'uid')
  if (said !== uid) return failed(`expected response.uid="${uid}", got "${said}"`)
  const [version, kind] = [text(answer, 'apiVersion'), text(answer, 'kind')]
  if (version !== reviewKind.apiVersion || kind !== reviewKind.kind) {
    const got = `${version === '' ? '/' : version}, Kind=${kind}`
    return failed(
      `expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview, got ${got}`,
    )
  }
  const warnings = texts(response, 'warnings')
  if (response['allowed'] !== true) {
    const status = denialOf(hook.name, part(response, 'status'))
    return { is: 'denied', status, warnings }
  }
  const patch = hook.kind === 'mutating' ? patchOf(response) : undefined
  if (patch !== undefined && 'is' in patch) return patch
  return { is: 'allowed', patch, warnings }
}

function patchOf(response: Json): readonly unknown[] | Word | undefined {
  const [patch, type] = [text(response, 'patch'), response['patchType'] ?? undefined]
  if (patch !== '' && type === undefined)
    return failed('webhook returned response.patch but not response.patchType')
  if (patch === '' && type !== undefined)
    return failed('webhook returned response.patchType but not response.patch')
  if (patch === '') return undefined
  if (type !== 'JSONPatch') return { is: 'failed', why: `unsupported patch type "${String(type)}"` }
  const operations = jsonIn(fromBase64(patch))
  if (Array.isArray(operations)) return operations
  const why = 'received undecodable patch in webhook response: expected a list of operations'
  return { is: 'failed', why }
}

/** A denial in a real server's words. */
function denialOf(webhook: string, status: Json): Status {
  const by = `admission webhook "${webhook}" denied the request`
  const [message, reason] = [text(status, 'message'), text(status, 'reason')]
  const why = message === '' ? reason : message
  const code = count(status, 'code') ?? 0
  const about = isJson(status['details']) ? { details: status['details'] } : {}
  return {
    ...failure(
      code < 400 ? 400 : code,
      reason,
      why === '' ? `${by} without explanation` : `${by}: ${why}`,
    ),
    ...about,
  } as Status
}

/** What becomes of a write that a webhook could not be asked about, and that may not go on without. */
export const failedCall = (name: string, why: string): Status =>
  internalError(`failed calling webhook "${name}": ${why}`)

/** The value of a JSON text; undefined if it is none. */
export function jsonIn(bytes: Uint8Array | undefined): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return undefined
  }
}
