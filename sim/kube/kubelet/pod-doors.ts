// The doors of hollow pods: while one runs, whoever asks at its ports is told its node and its name.
import type { Cancel } from '../../../bus/clock.ts'
import type { HttpReply, HttpRequest, HttpServer } from '../../../bus/http.ts'
import type { Address, Listener } from '../../../bus/pipe.ts'
import type { Tap } from '../../../bus/tap.ts'
import { isFault } from '../../../src/kernel/fault.ts'
import type { Fault } from '../../../src/kernel/fault.ts'
import type { Pod } from '../controllers/objects.ts'

/** The doors of a node's pods. */
export interface PodDoors {
  /** Opens those of a pod that runs, at its address. */
  readonly open: (pod: Pod, address: string) => void
  readonly close: (pod: Pod) => void
  readonly closeAll: () => void
}

/** Where a pod answers whose containers name no port. */
const usualPort = 8_080

/** Doors on a server; without one there are none. A port that is taken is said, and the pod runs without it. */
export function createPodDoors(
  { podServer, tap }: { readonly podServer?: HttpServer; readonly tap: Tap },
  node: string,
): PodDoors {
  const open = new Map<string | undefined, Cancel>()
  const close = (uid: string | undefined): void => {
    open.get(uid)?.()
    open.delete(uid)
  }
  return {
    open: (pod, host) => {
      if (podServer === undefined) return
      const { namespace, name, uid } = pod.metadata
      const failed = ({ message }: Fault): void => {
        const fields = { node, pod: `${namespace ?? ''}/${name}`, message }
        tap('warn', 'a pod does not answer at its port', fields)
      }
      const answer = saying(`${node} ${name}\n`)
      const closers = portsOf(pod).map((port) => door(podServer, { host, port }, answer, failed))
      open.set(uid, () => closers.forEach((shut) => shut()))
    },
    close: ({ metadata }) => close(metadata.uid),
    closeAll: () => [...open.keys()].forEach(close),
  }
}

/** One door; what it answers closes it, also where it is not open yet. */
function door(
  server: HttpServer,
  at: Address,
  answer: Answer,
  failed: (why: Fault) => void,
): Cancel {
  let isWanted = true
  let listener: Listener | undefined
  const shut = (): void => {
    isWanted = false
    listener?.close(() => undefined)
    listener = undefined
  }
  server.listen(at, answer, (outcome) => {
    if (isFault(outcome)) return failed(outcome)
    listener = outcome
    if (!isWanted) shut()
  })
  return shut
}

/** The TCP ports that the containers name, each once. */
function portsOf({ spec: { containers } }: Pod): readonly number[] {
  const named = containers
    .flatMap(({ ports = [] }) => ports)
    .filter(({ protocol = 'TCP' }) => protocol === 'TCP')
    .map(({ containerPort }) => containerPort)
  return named.length === 0 ? [usualPort] : [...new Set(named)]
}

type Answer = (request: HttpRequest, reply: HttpReply) => void

/** Answers every request with the same line. */
function saying(line: string): Answer {
  const body = new TextEncoder().encode(line)
  const headers = { 'content-type': 'text/plain; charset=utf-8', connection: 'close' }
  return (_, reply) => reply.send(200, headers, body)
}
