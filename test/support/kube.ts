// A small Kubernetes for tests of the cloud: calls that must succeed, and an HTTP client that may be meddled with.
import { expect } from 'vitest'
import { memoryHttpClient } from '../../bus/adapters/memory-http.ts'
import type { HttpHandler } from '../../bus/adapters/memory-http.ts'
import type { Clock } from '../../bus/clock.ts'
import type { HttpReply } from '../../bus/http.ts'
import { createKubeServer } from '../../sim/kube/server.ts'
import type { StoreSnapshot } from '../../sim/kube/store.ts'
import type { KubeOptions } from '../../sim/kube/server.ts'
import { newTokenSigner } from '../../src/cli/roles/token-signer.ts'
import { random } from '../../src/kernel/random.ts'
import type { KubeObject } from '../../src/objects/object.ts'

/** May do everything. */
export const administrator = {
  address: '127.0.0.1',
  certificate: { commonName: 'cloud', organizations: ['system:masters'] },
}

/** A server on a clock, and a client to it. */
export function smallKube(clock: Clock, more: Partial<KubeOptions> = {}) {
  const signer = newTokenSigner()
  const begin = (from?: StoreSnapshot) => {
    const snapshot = from === undefined ? {} : { from }
    return createKubeServer({ clock, random: random('kube'), signer, ...more, ...snapshot })
  }
  let server = begin()
  const streams = new Set<{ readonly end: () => void }>()
  const asked: string[] = []
  let silent = false
  let refused = (_path: string): boolean => false
  let meddle: () => void = () => undefined
  /** A stream that would have spoken while all is silent stays mute for ever, and open. */
  const mutable = (reply: HttpReply): HttpReply => ({
    send: reply.send,
    stream: (status, headers, handlers) => {
      const closed = () => {
        streams.delete(stream)
        handlers.closed()
      }
      const stream = reply.stream(status, headers, { ...handlers, closed })
      streams.add(stream)
      let mute = false
      const write = (bytes: Uint8Array) => {
        mute ||= silent
        return mute || stream.write(bytes)
      }
      return { write, end: () => mute || stream.end(), abort: stream.abort }
    },
  })
  const handle: HttpHandler = (request, reply, peer) => {
    if (silent) return
    if (refused(request.path)) return reply.send(403, {}, new Uint8Array())
    asked.push(`${request.method} ${request.path.split('?')[0] ?? ''}`)
    if (request.method !== 'GET') meddle()
    server.handle(request, mutable(reply), peer)
  }
  return {
    get server() {
      return server
    },
    /** Starts it again from an older state, as after a restore of its etcd: all connections end. */
    restore: (from: StoreSnapshot) => {
      server.stop()
      server = begin(from)
      for (const stream of [...streams]) stream.end()
    },
    client: memoryHttpClient(clock, () => handle, administrator),
    asked,
    call: (method: string, path: string, body?: object): KubeObject => {
      const answer = server.call(method, path, body)
      expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300)
      return answer.body as KubeObject
    },
    /** Requests get no answer while it is silent. */
    setSilent: (now: boolean) => {
      silent = now
    },
    /** Requests for these paths are forbidden to the client. */
    refuse: (paths: (path: string) => boolean) => {
      refused = paths
    },
    /** Somebody else writes just before the next write of the client, once. */
    meddleOnce: (act: () => void) => {
      meddle = () => {
        meddle = () => undefined
        act()
      }
    },
  }
}
