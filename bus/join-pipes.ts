// Joins two pipes: what comes on one goes out on the other, both ways, at the speed of the slower.
import type { Pipe } from './pipe.ts'

/** Joins until both have closed, then calls `over`; where one closes the other is ended too. */
export function joinPipes(one: Pipe, other: Pipe, over: () => void): void {
  let open = 2
  const carry = (from: Pipe, to: Pipe): void =>
    from.on({
      data: (bytes) => {
        if (!to.write(bytes)) from.pause()
      },
      drained: () => to.resume(),
      ended: () => to.end(),
      closed: (fault) => {
        if (fault === undefined) to.end()
        else to.destroy()
        open -= 1
        if (open === 0) over()
      },
    })
  carry(one, other)
  carry(other, one)
}
