// The doors of hollow pods: while one runs, whoever asks at its ports is told its node and its name.
import type { Cancel } from '../../../bus/clock.ts'
import type { HttpReply, HttpRequest, HttpServer } from '../../../bus/http.ts'
import type { Listener } from '../../../bus/pipe.ts'
import type { Tap } from '../../../bus/tap.ts'
import { isFault } from '../../../src/kernel/fault.ts'
import type { Pod } from '../controllers/objects.ts'

/** Opens the doors of a pod at its address; what it answers closes them. */
export type OpenDoors = (pod: Pod, address: string) => Cancel

/** Where a pod answers whose containers name no port. */
const usualPort = 8_080

/** The doors of a node's pods; a port that is taken is said, and the pod runs without it. */
export function podDoors(
  { podServer, tap }: { readonly podServer?: HttpServer; readonly tap: Tap },
  node: string,
): OpenDoors {
  if (podServer === undefined) return () => () => undefined
  return (pod, host) => {
    const { namespace, name } = pod.metadata
    const answer = sayer(`${node} ${name}\n`)
    const open: Listener[] = []
    let isClosed = false
    for (const port of portsOf(pod))
      podServer.listen({ host, port }, answer, (outcome) => {
        if (isFault(outcome)) {
          const pods = { node, pod: `${namespace ?? ''}/${name}`, message: outcome.message }
          tap('warn', 'a pod does not answer at its port', pods)
        } else if (isClosed) outcome.close(() => undefined)
        else open.push(outcome)
      })
    return () => {
      isClosed = true
      for (const listener of open.splice(0)) listener.close(() => undefined)
    }
  }
}

/** The TCP ports that the containers name, each once. */
function portsOf({ spec: { containers } }: Pod): Iterable<number> {
  const named = containers
    .flatMap(({ ports = [] }) => ports)
    .filter(({ protocol = 'TCP' }) => protocol === 'TCP')
    .map(({ containerPort }) => containerPort)
  return named.length === 0 ? [usualPort] : new Set(named)
}

/** Answers every request with the same line. */
function sayer(line: string): (request: HttpRequest, reply: HttpReply) => void {
  const body = new TextEncoder().encode(line)
  const headers = { 'content-type': 'text/plain; charset=utf-8', connection: 'close' }
  return (_, reply) => reply.send(200, headers, body)
}
