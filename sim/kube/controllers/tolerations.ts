// Which taints a pod tolerates, and for how long.
import type { Taint, TaintEffect, Toleration } from './objects.ts'

/** Whether one toleration covers one taint. */
export function tolerates(toleration: Toleration, taint: Taint): boolean {
  const { key, operator = 'Equal', value, effect } = toleration
  if (effect !== undefined && effect !== taint.effect) return false
  if (key !== undefined && key !== '' && key !== taint.key) return false
  return operator === 'Exists' || (value ?? '') === (taint.value ?? '')
}

/** The taints of these effects that no toleration covers. */
export const untolerated = (
  taints: readonly Taint[],
  tolerations: readonly Toleration[],
  effects: readonly TaintEffect[],
): readonly Taint[] =>
  taints.filter(
    (taint) =>
      effects.includes(taint.effect) && !tolerations.some((each) => tolerates(each, taint)),
  )

/** Seconds for which all `taints` are tolerated: 0 when one is not at all, Infinity when none ends. */
export function toleratedSeconds(
  taints: readonly Taint[],
  tolerations: readonly Toleration[],
): number {
  const seconds = taints.map((taint) => {
    const used = tolerations.find((each) => tolerates(each, taint))
    return used === undefined ? 0 : (used.tolerationSeconds ?? Number.POSITIVE_INFINITY)
  })
  return Math.max(0, Math.min(...seconds))
}
