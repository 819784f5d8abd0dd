// How long the workload of a vanished unit stays.
import type { KubeObject } from '../objects/object.ts'
import { graceMark, markOf } from './marks.ts'

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }
const form = /^(\d+(?:\.\d+)?(?:ms|s|m|h))+$/

/** What an app says of it (`10m`, `1h30m`, `0`), else what is usual; what is no duration is as if it were not there. */
export function graceOf(app: KubeObject, usualMs: number): number {
  const said = markOf(app, graceMark)?.trim()
  if (said === undefined) return usualMs
  if (said === '0') return 0
  if (!form.test(said)) return usualMs
  const parts = [...said.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)]
  return parts.reduce((sum, [, number, unit = '']) => sum + Number(number) * (unitMs[unit] ?? 0), 0)
}
