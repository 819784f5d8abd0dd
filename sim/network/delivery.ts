// How what has come over the network is handed to a process: at once where it can be, else after what waits for it.
import type { SimClock } from '../sim-process.ts'

/** Runs something in a turn of the process, never before what was handed to it earlier. */
export type Deliver = (hand: () => void, when?: 'soon') => void

/** The network calls it in events of its own, which are turns already; whoever else calls it asks for `soon`. */
export function createDelivery(clock: SimClock): Deliver {
  let waiting = 0
  return (hand, when) => {
    if (when === undefined && waiting === 0 && clock.isAwake()) return hand()
    waiting += 1
    clock.soon(() => {
      waiting -= 1
      hand()
    })
  }
}
