// What is too poor for anybody to be held to: whoever hears by such a way may hear nothing for a while.
import type { Flaws } from '../network/flaws.ts'
import type { LinkChange } from '../plans/step.ts'

const poor = { loss: 0.05, delayMs: 300, bytesPerSecond: 100_000, lost: 0.05, late: 0.1 } as const

/** Whether a link was made so bad that beats may not come in time. */
export const isPoor = ({
  latencyMs = 0,
  jitterMs = 0,
  loss = 0,
  reordered = 0,
  bytesPerSecond = Infinity,
}: LinkChange): boolean =>
  loss > poor.loss ||
  reordered > poor.loss ||
  latencyMs + jitterMs > poor.delayMs ||
  bytesPerSecond < poor.bytesPerSecond

/** Whether a broker loses or delays so much that beats may not come in time. */
export const isFlawed = ({ lost, late }: Flaws): boolean => lost > poor.lost || late > poor.late

/** Kubernetes refuses so much that what must be written in time may not be. */
export const refusedMax = 0.2
