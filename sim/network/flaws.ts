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

const lateMsMax = 2_000

/** Runs `hand` as often and as late as a bus with these flaws would. */
export function withFlaws(
  { lost, repeated, late }: Flaws,
  clock: Clock,
  random: Random,
): (hand: () => void) => void {
  const one = (hand: () => void): void => {
    if (random.next() < late) clock.after(random.next() * lateMsMax, hand)
    else hand()
  }
  return (hand) => {
    if (random.next() < lost) return
    one(hand)
    if (random.next() < repeated) one(hand)
  }
}
