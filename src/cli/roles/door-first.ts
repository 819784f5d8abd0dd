// The order of an agent's start: first the door of its API opens, then what joins the node to others is loaded.
import type { HttpServer } from '../../../bus/http.ts'
import { sleep } from '../promise.ts'

/** Whoever waits for the door is answered before something else takes the processor. */
const momentMs = 50
/** A node whose mirror takes longer to read is heard of all the same. */
const patienceMs = 1_000

/** The server, and when the rest may be loaded. */
export function doorFirst(server: HttpServer): {
  readonly server: HttpServer
  readonly after: Promise<unknown>
} {
  let opened: () => void = () => {}
  const isOpen = new Promise<void>((resolve) => {
    opened = resolve
  })
  return {
    after: Promise.race([isOpen.then(() => sleep(momentMs)), sleep(patienceMs)]),
    server: {
      listen: (at, handle, done) =>
        server.listen(at, handle, (outcome) => {
          opened()
          done(outcome)
        }),
    },
  }
}
