// The cloud's part that minds applications, alone before an API server: it holds, and nothing is rolled out in stages.
import { systemClock } from '../../bus/adapters/system-clock.ts'
import type { HttpClient } from '../../bus/http.ts'
import type { Part } from '../../bus/lifecycle.ts'
import { openApps } from '../../cloud/apps/apps-side.ts'
import { cloudPaces } from '../../cloud/config.ts'
import type { Random } from '../../src/kernel/random.ts'

/** The part, not started yet. */
export const appsAlone = (kube: HttpClient, random: Random): Part =>
  openApps({
    ports: { clock: systemClock, random, tap: () => {}, kube },
    config: cloudPaces.real,
    kube: { isHolder: () => true, whenRight: () => {}, tellEvent: () => {} },
    rollouts: {
      see: () => {},
      may: () => 'get',
      forget: () => {},
      whenMoved: () => {},
      stop: () => {},
    },
  }).part
