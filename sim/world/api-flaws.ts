// What befalls the API server of Kubernetes: it forgets, breaks watches off, refuses, and answers with what is past.
import type { HttpReply, HttpRequest } from '../../bus/http.ts'
import type { Random } from '../../src/kernel/random.ts'
import { statusAnswer } from '../../src/objects/answers/answer.ts'
import { conflict, tooManyRequests } from '../../src/objects/answers/failures.ts'
import type { Status } from '../../src/objects/answers/status.ts'
import { requestInfo } from '../../src/objects/request/info.ts'
import type { KubeServer } from '../kube/server.ts'

/** One thing that befalls it. */
export type ApiDeed =
  /** What changed until now is forgotten: whoever goes on from there is told 410. */
  | { readonly how: 'compact' }
  /** All that it streams breaks off. */
  | { readonly how: 'drop-watches' }
  /** What etcd has is copied; `restore` starts it again from the last copy, whatever happened since. */
  | { readonly how: 'back-up' | 'restore' }
  /** From now on such a share of requests is answered 429, of writes 409, of lists with what there was when that began. */
  | { readonly how: 'busy' | 'conflict' | 'stale'; readonly share: number }
  /** It refuses nothing any more, and answers with what is there. */
  | { readonly how: 'well' }

/** Those whose shares last until it is well. */
export type Mood = 'busy' | 'conflict' | 'stale'

const changed =
  'the object has been modified; please apply your changes to the latest version and try again'

const well: Readonly<Record<Mood, number>> = { busy: 0, conflict: 0, stale: 0 }

/** What is wrong with one server, through all its lives. */
export class ApiFlaws {
  readonly #random: Random
  readonly #told: (what: string) => void
  readonly #streams = new Set<() => void>()
  #shares = well
  #lagging: KubeServer['handle'] | undefined

  /** `told` hears of each flaw that has told upon somebody. */
  constructor(random: Random, told: (what: string) => void) {
    this.#random = random
    this.#told = told
  }

  /** How large a share of what is asked it does not do. */
  refused(): number {
    return Math.max(this.#shares.busy, this.#shares.conflict)
  }

  /** Does what can be done to a server that runs. */
  act(deed: ApiDeed, server: KubeServer): void {
    switch (deed.how) {
      case 'compact':
        return server.compact()
      case 'drop-watches':
        if (this.#streams.size > 0) this.#told('watch dropped')
        return [...this.#streams].forEach((abort) => abort())
      case 'busy':
      case 'conflict':
      case 'stale':
        if (deed.how === 'stale') this.#lagging = server.lagging()
        this.#shares = { ...this.#shares, [deed.how]: deed.share }
        return
      case 'well':
        this.#lagging = undefined
        this.#shares = well
    }
  }

  /** It was restored: nobody answers any more with what was there before. */
  restored(): void {
    this.#lagging = undefined
    this.#told('restored')
  }

  /** The handler of a new server's requests, with its flaws; what an earlier one streamed ended with it. */
  around(handle: KubeServer['handle']): KubeServer['handle'] {
    this.#streams.clear()
    return (request, reply, peer) => {
      const refusal = this.#refusal(request)
      if (refusal !== undefined) {
        const { status, headers, content } = statusAnswer(refusal)
        return reply.send(status, headers, content.bytes())
      }
      const isStale = isList(request) && this.#chance('stale')
      const answers = isStale && this.#lagging !== undefined ? this.#lagging : handle
      answers(request, this.#watched(reply), peer)
    }
  }

  #refusal({ method, path }: HttpRequest): Status | undefined {
    if (this.#chance('busy')) return tooManyRequests('too many requests, please try again later', 1)
    const info = requestInfo(method, path)
    const isChange = info.about === 'resource' && method !== 'GET' && method !== 'POST'
    return isChange && this.#chance('conflict')
      ? conflict(info, info.name ?? '', changed)
      : undefined
  }

  #chance(mood: Mood): boolean {
    const share = this.#shares[mood]
    if (share === 0 || this.#random.next() >= share) return false
    this.#told(mood)
    return true
  }

  /** The same reply, whose stream can be broken off. */
  #watched(reply: HttpReply): HttpReply {
    const stream: HttpReply['stream'] = (status, headers, handlers) => {
      const closed = (): void => {
        this.#streams.delete(abort)
        handlers.closed()
      }
      const streamed = reply.stream(status, headers, { ...handlers, closed })
      const abort = (): void => streamed.abort()
      this.#streams.add(abort)
      let isFirst = true
      const write = (bytes: Uint8Array): boolean => {
        if (isFirst && isExpired(bytes)) this.#told('expired')
        isFirst = false
        return streamed.write(bytes)
      }
      return { ...streamed, write }
    }
    return { ...reply, stream }
  }
}

/** Whether a watch ends before it began, because it goes on from what is forgotten. */
const isExpired = (line: Uint8Array): boolean =>
  line.length < 1_000 && new TextDecoder().decode(line).includes('"reason":"Expired"')

function isList({ method, path }: HttpRequest): boolean {
  const info = requestInfo(method, path)
  return info.about === 'resource' && info.verb === 'list'
}
