// A reflector's troubles: each fault is told, their end once, and how long they have lasted is known.
import type { Clock } from './clock.ts'
import type { Reflection } from './reflector-known.ts'

/** Tells each fault, and once that it is over. */
export function interruption(to: Pick<Reflection, 'broke' | 'resumed'>, clock: Clock) {
  let since: number | undefined
  return {
    begins: (why: Error) => {
      since ??= clock.mono()
      to.broke(why)
    },
    ends: () => {
      if (since !== undefined) to.resumed()
      since = undefined
    },
    lastedMs: () => (since === undefined ? 0 : clock.mono() - since),
  }
}
