// A role's process: says that it is ready, stops on signals, and ends with the `up` that started it.
import type { ChildMessage } from './up/children.ts'

/** Whether this process was started by `up`. */
export const underUp = (): boolean => process.env['CAUSEWAY_UNDER_UP'] !== undefined

/** Tells `up` (or the terminal) that this role works. */
export function sayReady(addresses: Readonly<Record<string, string>>): void {
  const message: ChildMessage = { addresses }
  if (process.send !== undefined) process.send(message)
  else process.stdout.write(`ready ${JSON.stringify(addresses)}\n`)
}

/** Tells `up` why this role could not start. */
export function sayFailed(error: string): void {
  const message: ChildMessage = { error }
  process.send?.(message)
}

/** Whether the end of `up` is no more the end of a role that is only starting. */
let isPastStart = false

/** Until this role works, the end of `up` ends it at once, whatever it waits for: nobody needs it any more. */
export function endWithUp(): void {
  if (!underUp()) return
  if (!process.connected) process.exit(1)
  process.once('disconnect', () => {
    if (!isPastStart) process.exit(1)
  })
}

/** Lets go of `up`, so that this process can end. */
export function leaveUp(): void {
  isPastStart = true
  if (process.connected) process.disconnect()
}

/** Resolves when this role is asked to stop. Under `up`, Ctrl-C is left to `up`, and `up`'s end is ours. */
export function untilStopped(): Promise<void> {
  isPastStart = true
  return new Promise((resolve) => {
    process.once('SIGTERM', () => resolve())
    if (underUp()) {
      process.on('SIGINT', () => {})
      process.once('disconnect', () => resolve())
    } else process.once('SIGINT', () => resolve())
  })
}
