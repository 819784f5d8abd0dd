// The agent's own check of its kubelet: one question a period, dead after several failures in a row.
import type { Cancel, Clock } from '../bus/clock.ts'
import type { HttpClient } from '../bus/http.ts'
import type { Part } from '../bus/lifecycle.ts'
import type { KubeletHealth } from '../src/health/words.ts'
import { metronome } from './metronome.ts'
import { runningPart } from './running-part.ts'

/** How often to ask, how long to wait, and how many failures in a row are forgiven. */
export interface KubeletCheckConfig {
  readonly periodMs: number
  readonly timeoutMs: number
  readonly retries: number
}

/** What a check stands on; `checked` is told the outcome of every period that settles something. */
export interface KubeletCheckParts {
  readonly clock: Clock
  readonly kubelet: HttpClient
  readonly config: KubeletCheckConfig
  readonly checked: (health: Exclude<KubeletHealth, 'unknown'>) => void
}

/** The check as a part of the agent. */
export const kubeletPart = (parts: KubeletCheckParts): Part =>
  runningPart('kubelet check', parts.clock, () => checkKubelet(parts))

/** Asks `GET /healthz` each period until cancelled; any answer below 400 is health. */
export function checkKubelet(parts: KubeletCheckParts): Cancel {
  const { clock, config, checked } = parts
  let failures = 0
  let cancelCall: Cancel | undefined
  const answered = (well: boolean): void => {
    cancelCall = undefined
    failures = well ? 0 : failures + 1
    if (well) checked('ok')
    else if (failures > config.retries) checked('dead')
  }
  const stop = metronome(clock, config.periodMs, () => {
    cancelCall ??= askHealth(parts, answered)
  })
  return () => {
    stop()
    cancelCall?.()
  }
}

/** One question; `answered` comes once unless cancelled. */
function askHealth(parts: KubeletCheckParts, answered: (well: boolean) => void): Cancel {
  const { clock, kubelet, config } = parts
  let status = 0
  let ended = false
  const end = (well: boolean): void => {
    if (ended) return
    ended = true
    cancelWait()
    answered(well)
  }
  const cancelWait = clock.after(config.timeoutMs, () => {
    cancelRequest()
    end(false)
  })
  const cancelRequest = kubelet.request(
    { method: 'GET', path: '/healthz', headers: {}, body: new Uint8Array() },
    {
      head: (came) => (status = came),
      chunk: () => {},
      end: (fault) => end(fault === undefined && status >= 200 && status < 400),
    },
  )
  return () => {
    ended = true
    cancelWait()
    cancelRequest()
  }
}
