// One call of the Kubernetes API with JSON both ways; a refusal becomes a fault that says whether later may help.
import type { Cancel, Clock } from '../bus/clock.ts'
import { httpCall } from '../bus/http-call.ts'
import type { HttpWhole } from '../bus/http-call.ts'
import type { HttpClient } from '../bus/http.ts'
import { Fault } from '../src/kernel/fault.ts'
import type { FaultCode } from '../src/kernel/fault.ts'
import type { NodeId } from '../src/kernel/ids.ts'
import type { KubeObject } from '../src/objects/object.ts'

/** What calls stand on. */
export interface KubePorts {
  readonly kube: HttpClient
  readonly clock: Clock
}

/** How a body is meant. */
export type KubeBody =
  | { readonly json: unknown }
  /** RFC 7386: lists are replaced whole. */
  | { readonly merge: unknown }
  /** Lists with a merge key (conditions by type) are merged. */
  | { readonly strategic: unknown }
  /** Server-side apply: the fields that are meant to be so, and no others of ours. */
  | { readonly apply: unknown }

/** A request to the API. */
export interface KubeRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly body?: KubeBody
  /** The type of the answer, where it is not JSON by its plain name. */
  readonly accept?: string
  /** In whose name: the kubelet's of this node. */
  readonly as?: NodeId
}

const limits = { silenceMs: 5_000, bodyBytesMax: 64 << 20 }

/** Asks once; the answer's object, or NOT_FOUND, CONFLICT, UNAUTHORIZED, REFUSED, TOO_BUSY, UNREACHABLE, TIMEOUT. */
export function kubeCall(
  { kube, clock }: KubePorts,
  request: KubeRequest,
  done: (outcome: KubeObject | Fault) => void,
): Cancel {
  const { contentType, bytes } = encoded(request.body)
  const { method, path, accept = 'application/json', as } = request
  const headers = { accept, ...contentType, ...inTheNameOf(as) }
  return httpCall(
    { http: kube, clock },
    { method, path, headers, body: bytes },
    limits,
    (outcome) =>
      done(outcome instanceof Fault ? unanswered(outcome) : readAnswer(request, outcome)),
  )
}

/** That nobody listens is no refusal of what was asked: the API server is away. */
const unanswered = (fault: Fault): Fault =>
  fault.code === 'REFUSED' ? new Fault('UNREACHABLE', fault.message, fault) : fault

/** What a kubelet's certificate says of it; the API server adds that it is authenticated. */
const inTheNameOf = (node: NodeId | undefined) =>
  node === undefined
    ? {}
    : { 'impersonate-user': `system:node:${node}`, 'impersonate-group': 'system:nodes' }

function encoded(body: KubeBody | undefined) {
  if (body === undefined) return { contentType: {}, bytes: new Uint8Array() }
  const [[form, value] = ['json', undefined]] = Object.entries(body)
  return {
    contentType: { 'content-type': `application/${types[form] ?? 'json'}` },
    bytes: new TextEncoder().encode(JSON.stringify(value)),
  }
}

const types: Readonly<Record<string, string>> = {
  merge: 'merge-patch+json',
  strategic: 'strategic-merge-patch+json',
  // JSON is YAML.
  apply: 'apply-patch+yaml',
}

function readAnswer(request: KubeRequest, answer: HttpWhole): KubeObject | Fault {
  const object = parsed(answer.body)
  if (answer.status < 300) {
    return object ?? new Fault('UNREACHABLE', `${nameOf(request)}: the answer is not JSON`)
  }
  const said = object?.['message']
  const why = typeof said === 'string' ? said : 'without a message'
  return new Fault(codeOf(answer.status), `${nameOf(request)}: ${answer.status}, ${why}`)
}

const codes: Readonly<Record<number, FaultCode>> = {
  401: 'UNAUTHORIZED',
  403: 'UNAUTHORIZED',
  404: 'NOT_FOUND',
  409: 'CONFLICT',
  410: 'GONE',
  429: 'TOO_BUSY',
}

const codeOf = (status: number): FaultCode =>
  codes[status] ?? (status < 500 ? 'REFUSED' : 'UNREACHABLE')

const nameOf = ({ method, path }: KubeRequest) => `${method} ${path.split('?')[0] ?? ''}`

function parsed(body: Uint8Array): KubeObject | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(body))
    return typeof value === 'object' && value !== null ? (value as KubeObject) : undefined
  } catch {
    return undefined
  }
}
