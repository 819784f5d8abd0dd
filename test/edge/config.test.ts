// The checks of an agent's configuration.
import { expect, it } from 'vitest'
import {
  keepBytesUsual,
  checkConfig,
  kubeletChecks,
  mirrors,
  type EdgeConfig,
} from '../../edge/config.ts'
import { paces, type Pace } from '../../src/health/config.ts'
import { nodeId } from '../../src/kernel/ids.ts'

const config = (pace: Pace = 'fast'): EdgeConfig => ({
  cluster: 'causeway',
  node: nodeId('a-1'),
  lanListen: { host: '127.0.0.1', port: 1883 },
  kubeletAddress: '127.0.0.1:10250',
  kubeletCheck: kubeletChecks[pace],
  mirror: mirrors[pace],
  keepBytesMax: keepBytesUsual,
  health: paces[pace],
  shards: 1,
  version: '0.1.0',
  path: 'nats',
})

it('E17: both paces are sound', () => {
  expect(checkConfig(config('fast'))).toBeUndefined()
  expect(checkConfig(config('real'))).toBeUndefined()
})

it('E17: a report that does not live three periods is refused, and so is whatever else makes no sense', () => {
  const { health, kubeletCheck } = config()
  const wrong: readonly Partial<EdgeConfig>[] = [
    { health: { ...health, reportPeriods: 2 } },
    { kubeletCheck: { ...kubeletCheck, periodMs: 1_100 } },
    { kubeletCheck: { ...kubeletCheck, timeoutMs: 500 } },
    { health: { ...health, silenceMs: 1_400 } },
    { shards: 0 },
    { node: nodeId('') },
    { node: nodeId('Not a node') },
    { node: nodeId('a'.repeat(254)) },
    { cluster: '' },
    { cluster: 'c'.repeat(254) },
    { lanAdvertised: 'nowhere' },
    { kubeletAddress: '10250' },
  ]
  for (const part of wrong)
    expect(checkConfig({ ...config(), ...part })).toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringMatching(/^expected .+, got /) as string,
    })
})
