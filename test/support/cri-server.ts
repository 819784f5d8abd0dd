// A container runtime in miniature: the two calls of CRI that tell what runs, on a Unix socket.
import { createServer } from 'node:http2'
import type { Http2Server, ServerHttp2Session, ServerHttp2Stream } from 'node:http2'
import { criCalls, grpcFrame } from '../../schemas/cri.ts'
import { bytesField } from '../../src/objects/protobuf/encode.ts'

/** A sandbox of the runtime; without addresses its network is gone. */
export interface CriPod {
  readonly container: string
  readonly namespace: string
  readonly pod: string
  readonly uid: string
  readonly addresses: readonly string[]
  /** It is listed, and gone when it is asked about. */
  readonly vanishes?: boolean
}

const field = (number: number, bytes: readonly number[]): readonly number[] => [
  ...bytesField(number, Uint8Array.from(bytes)),
]
const text = (number: number, value: string) => field(number, [...new TextEncoder().encode(value)])

const listed = ({ container, namespace, pod, uid }: CriPod) =>
  field(1, [
    ...text(1, container),
    ...field(2, [...text(1, pod), ...text(2, uid), ...text(3, namespace), 32, 3]),
    ...[24, 1],
  ])

const status = ({ container, addresses: [first = '', ...more] }: CriPod) =>
  field(1, [
    ...text(1, container),
    ...field(5, [...text(1, first), ...more.flatMap((one) => field(2, text(1, one)))]),
  ])

/** A runtime that runs these pods; `mood` makes it answer wrongly. */
export class CriServer {
  pods: readonly CriPod[] = []
  mood: 'well' | 'silent' | 'garbage' | 'unready' = 'well'
  readonly #server: Http2Server = createServer()
  readonly #sessions = new Set<ServerHttp2Session>()

  constructor() {
    this.#server.on('session', (session) => this.#sessions.add(session))
    this.#server.on('stream', (stream, headers) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', () => {})
      stream.on('end', () =>
        this.#answer(stream, String(headers[':path']), Buffer.concat(chunks).subarray(5)),
      )
    })
  }

  listen(path: string): Promise<void> {
    return new Promise((done) => this.#server.listen(path, done))
  }

  close(): Promise<void> {
    for (const session of this.#sessions) session.destroy()
    return new Promise((done) => this.#server.close(() => done()))
  }

  #answer(stream: ServerHttp2Stream, path: string, request: Buffer): void {
    if (this.mood === 'silent') return
    if (this.mood === 'unready') return end(stream, '14')
    if (this.mood === 'garbage') return end(stream, '0', [9, 9, 9])
    if (path === criCalls.list) return end(stream, '0', this.pods.flatMap(listed))
    const pod = this.pods.find(({ container }) => container === request.subarray(2).toString())
    if (path !== criCalls.status || pod === undefined || pod.vanishes === true) end(stream, '5')
    else end(stream, '0', status(pod))
  }
}

function end(stream: ServerHttp2Stream, status: string, message?: readonly number[]): void {
  const headers = { ':status': 200, 'content-type': 'application/grpc' }
  if (message === undefined)
    return stream.respond({ ...headers, 'grpc-status': status }, { endStream: true })
  stream.respond(headers, { waitForTrailers: true })
  stream.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': status }))
  stream.end(grpcFrame(Uint8Array.from(message)))
}
