// What a bad bus does to messages that a good network would carry: loses, repeats and delays them.
import type { Clock } from '../../bus/clock.ts'
import type { Random } from '../../src/kernel/random.ts'

/** Shares of messages, from 0 to 1. */
export interface Flaws {
  readonly lost: number
  readonly repeated: number
  /** Handed on late, so that later ones overtake them. */
  readonly late: number
}

/** A bus that does nothing to messages. */
export const noFlaws: Flaws = { lost: 0, repeated: 0, late: 0 }

/** What the brokers of a world do to messages at the moment: each may be told otherwise than all of its kind. */
export interface BrokerMoods {
  /** The flaws of a broker: `bus`, or a node's own. */
  readonly of: (broker: string) => Flaws
  /** From now on; without flaws of its own it is as all of its kind. */
  readonly set: (broker: string, flaws: Flaws | undefined) => void
}

/** The bus has these flaws, the brokers of nodes those, until they are told otherwise. */
export function createBrokerMoods(bus: Flaws, lan: Flaws): BrokerMoods {
  const own = new Map<string, Flaws>()
  return {
    of: (broker) => own.get(broker) ?? (broker === 'bus' ? bus : lan),
    set: (broker, flaws) => {
      if (flaws === undefined) own.delete(broker)
      else own.set(broker, flaws)
    },
  }
}

/** What happens to a message that a good bus would just hand on. */
export type Carry = (hand: () => void) => void

const lateMsMax = 2_000

/** Runs `hand` as often and as late as a bus with the flaws of the moment would; `did` is told what it did. */
export function withFlaws(
  flaws: () => Flaws,
  clock: Clock,
  random: Random,
  did: (what: keyof Flaws) => void,
): Carry {
  const one = (late: number, hand: () => void): void => {
    if (random.next() >= late) return hand()
    did('late')
    clock.after(random.next() * lateMsMax, hand)
  }
  return (hand) => {
    const { lost, repeated, late } = flaws()
    if (lost + repeated + late === 0) return hand()
    if (random.next() < lost) return did('lost')
    one(late, hand)
    if (random.next() >= repeated) return
    did('repeated')
    one(late, hand)
  }
}
