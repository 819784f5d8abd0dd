// A session of a client that is loaded when it is first needed: a node lives without the others, and starts without any.
import type { Clock } from '../clock.ts'
import type { Session } from '../session-transport.ts'

/** What a transport of a client that is loaded later may be told. */
export interface LoadedLater {
  /** Nothing is loaded before: whoever starts has more urgent work. */
  readonly after?: Promise<unknown>
}

/** A session that begins once `load` has given what begins it. */
export function laterSession(
  clock: Pick<Clock, 'soon'>,
  { after }: LoadedLater,
  load: () => Promise<() => Session>,
): Session {
  let session: Session | undefined
  let dropped = false
  void Promise.resolve(after)
    .then(load)
    .then((begin) => {
      if (!dropped) session = begin()
    })
  return {
    publish: (subject, bytes, done) => session?.publish(subject, bytes, done),
    subscribe: (patterns, done) => session?.subscribe(patterns, done),
    unsubscribe: (pattern) => session?.unsubscribe(pattern),
    end: (done) => {
      if (session === undefined) clock.soon(done)
      else session.end(done)
    },
    destroy: () => {
      dropped = true
      session?.destroy()
    },
  }
}
