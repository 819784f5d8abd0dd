// Whether an observer is fit to judge others, or is itself the sick one and abstains.
import type { ObserverSelf } from './inputs.ts'

/** Not fit: it ran late, reaches nothing at all, or not most of three subjects or more and nothing outside. */
export function isFit(self: ObserverSelf): boolean {
  const { missedTimers, subjects, subjectsReached, outsideReached } = self
  if (missedTimers) return false
  if (outsideReached) return true
  if (subjectsReached === 0) return false
  return subjects < 3 || 2 * subjectsReached >= subjects
}
