// Who is asked about callers at a node's door: the guard about tokens, nobody about the kubelet on loopback.
import { expect, it } from 'vitest'
import type { Decision } from '../../edge/api/guard.ts'
import { doorGuard } from '../../edge/own-guard.ts'
import { createSchedule } from '../../sim/schedule.ts'
import { random } from '../../src/kernel/random.ts'
import { wallMs } from '../../src/kernel/time.ts'
import { requestInfo } from '../../src/objects/request/info.ts'

type Parts = Parameters<typeof doorGuard>
const wanted = requestInfo('GET', '/api/v1/namespaces/default/secrets/s')

function door() {
  const schedule = createSchedule({ wallStart: wallMs(1), random: random(1) })
  const { clock } = schedule.spawn()
  const guard: Parts[0] = {
    identify: ({ bearer }, done) =>
      done(
        bearer === 'stranger' ? undefined : { name: bearer ?? '', groups: [], by: 'cluster-token' },
      ),
    authorize: (_user, _wanted, done) =>
      done({ allowed: false, reason: 'not yours', undecided: false }),
    standIn: (bearer, done) => done(`for ${bearer}`),
    giveToken: () => undefined,
  }
  const { guard: asked } = doorGuard(guard, 'a-1', clock)
  return {
    /** Whom the door takes a caller for, and whether he may read a Secret. */
    ask: (bearer: string | undefined) => {
      let found: { name: string; decision: Decision } | undefined
      asked?.identify({ certificate: undefined, bearer }, (caller) => {
        if (caller === undefined) return
        asked.authorize(caller, wanted, (decision) => (found = { name: caller.name, decision }))
      })
      schedule.run(schedule.now() + 10)
      return found
    },
  }
}

it('G17: a token is judged by the guard, also under the name of the kubelet; only who shows nothing is the kubelet', () => {
  const { ask } = door()
  const refused = { allowed: false, reason: 'not yours', undecided: false }
  expect(ask(undefined)).toEqual({ name: 'system:node:a-1', decision: { allowed: true } })
  expect(ask('ann')).toEqual({ name: 'ann', decision: refused })
  expect(ask('system:node:a-1')).toEqual({ name: 'system:node:a-1', decision: refused })
  expect(ask('stranger')).toBeUndefined()
})
