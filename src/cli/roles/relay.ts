// The hidden command `relay`: the cables of one `up`.
import { readFileSync } from 'node:fs'
import type { RelayPlan } from '../relay/plan.ts'
import { runRelay } from '../relay/relay.ts'
import { sayReady, untilStopped } from '../under-up.ts'

/** Runs the relay of a plan file until stopped. */
export async function relay(options: { readonly plan: string }): Promise<void> {
  const plan = JSON.parse(readFileSync(options.plan, 'utf8')) as RelayPlan
  const stop = await runRelay(plan)
  sayReady({ control: plan.control })
  await untilStopped()
  stop()
}
