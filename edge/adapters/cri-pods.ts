// What runs, as the container runtime itself tells over CRI: gRPC on its Unix socket.
import { connect as openSession } from 'node:http2'
import type { ClientHttp2Session, IncomingHttpHeaders } from 'node:http2'
import { connect } from 'node:net'
import {
  criCalls,
  decodeAddresses,
  decodeSandboxes,
  grpcFrame,
  grpcMessage,
  listRequest,
  statusRequest,
  type CriSandbox,
} from '../../schemas/cri.ts'
import { Fault, isFault } from '../../src/kernel/fault.ts'
import type { RuntimePod } from '../../src/network/address-state.ts'
import type { RuntimePods } from '../ipam/runtime-pods.ts'

/** The longest answer of a runtime that is read. */
const answerBytesMax = 16 * 1024 * 1024

/** gRPC's status of what is not there. */
const notFound = '5'

type Answered<T> = (outcome: T | Fault) => void

/** Asks the runtime at a socket: containerd's is `/run/containerd/containerd.sock`. */
export function criPods(path: string, timeoutMs = 10_000): RuntimePods {
  return (done) => {
    const session = openSession('http://runtime', { createConnection: () => connect(path) })
    let hasEnded = false
    const end: Answered<readonly RuntimePod[]> = (outcome) => {
      if (hasEnded) return
      hasEnded = true
      clearTimeout(timer)
      session.destroy()
      done(outcome)
    }
    const timer = setTimeout(() => {
      end(new Fault('TIMEOUT', `expected the runtime to answer within ${timeoutMs} ms`))
    }, timeoutMs)
    session.on('error', (error) => end(away(path, error)))
    session.on('close', () => end(away(path)))
    call(session, criCalls.list, listRequest, (listed) => {
      const sandboxes = isFault(listed) ? listed : decodeSandboxes(listed)
      if (isFault(sandboxes)) end(sandboxes)
      else withAddresses(session, { sandboxes, at: 0, pods: [] }, end)
    })
  }
}

const away = (path: string, error?: Error): Fault =>
  new Fault(
    'UNREACHABLE',
    `expected the container runtime at ${path}, got ${error?.message ?? 'an end'}`,
    error,
  )

interface Walk {
  readonly sandboxes: readonly CriSandbox[]
  readonly at: number
  readonly pods: readonly RuntimePod[]
}

/** Asks about one sandbox after the other; one that is gone meanwhile is left out. */
function withAddresses(
  session: ClientHttp2Session,
  { sandboxes, at, pods }: Walk,
  done: Answered<readonly RuntimePod[]>,
): void {
  const sandbox = sandboxes[at]
  if (sandbox === undefined) return done(pods)
  call(session, criCalls.status, statusRequest(sandbox.container), (told) => {
    const addresses = isFault(told) ? told : decodeAddresses(told)
    const isGone = isFault(addresses) && addresses.code === 'NOT_FOUND'
    if (isFault(addresses) && !isGone) return done(addresses)
    const more = isFault(addresses) ? pods : [...pods, { ...sandbox, addresses }]
    withAddresses(session, { sandboxes, at: at + 1, pods: more }, done)
  })
}

function call(
  session: ClientHttp2Session,
  path: string,
  message: Uint8Array,
  done: Answered<Uint8Array>,
): void {
  if (session.closed || session.destroyed) return done(refused(path, undefined))
  const headers = { ':method': 'POST', 'content-type': 'application/grpc', te: 'trailers' }
  const stream = session.request({ ...headers, ':path': path })
  const chunks: Buffer[] = []
  let length = 0
  let status: string | undefined
  const note = (told: IncomingHttpHeaders): void => {
    const said = told['grpc-status']
    if (typeof said === 'string') status = said
  }
  stream.on('response', note).on('trailers', note)
  stream.on('data', (chunk: Buffer) => {
    length += chunk.length
    if (length > answerBytesMax) stream.close()
    else chunks.push(chunk)
  })
  stream.on('error', () => {})
  stream.once('close', () =>
    done(status === '0' ? grpcMessage(Buffer.concat(chunks)) : refused(path, status)),
  )
  stream.end(grpcFrame(message))
}

const refused = (path: string, status: string | undefined): Fault =>
  new Fault(
    status === notFound ? 'NOT_FOUND' : 'UNREACHABLE',
    `expected the runtime to answer ${path}, got gRPC status ${status ?? 'none'}`,
  )
