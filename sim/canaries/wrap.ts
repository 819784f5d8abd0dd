// How canaries come between the shipped code and what it stands on.
import type { HttpRequest } from '../../bus/http.ts'
import type { Store } from '../../bus/store.ts'
import type { Message, Transport } from '../../bus/transport.ts'
import type { CloudPorts } from '../../cloud/ports.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'

type OpenStore = (done: (outcome: Store | Fault) => void) => void

/** A store that differs from the one that is opened. */
export const openAltered =
  (open: OpenStore, alter: (store: Store) => Store): OpenStore =>
  (done) =>
    open((outcome) => done(isFault(outcome) ? outcome : alter(outcome)))

/** A transport of which every message that is heard is another one. */
export const hearAltered = (
  transport: Transport,
  alter: (message: Message) => Message,
): Transport => ({
  ...transport,
  subscribe: (pattern, each) => transport.subscribe(pattern, (message) => each(alter(message))),
})

/** A store that says that it synced what it only wrote. */
export const neverSynced = (store: Store): Store => ({
  ...store,
  batch: (writes, _, done) => store.batch(writes, { sync: false }, done),
})

/** A cloud that asks Kubernetes for something else than it means to; `text` is the body. */
export function askAltered(
  ports: CloudPorts,
  alter: (request: HttpRequest, text: string) => HttpRequest,
): CloudPorts {
  const { kube } = ports
  if (kube === undefined) return ports
  return {
    ...ports,
    kube: {
      request: (request, answer) =>
        kube.request(alter(request, new TextDecoder().decode(request.body)), answer),
    },
  }
}
