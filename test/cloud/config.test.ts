// The checks of a replica's configuration.
import { expect, it } from 'vitest'
import { checkConfig, cloudPaces, type CloudConfig } from '../../cloud/config.ts'
import { paces, type Pace } from '../../src/health/config.ts'

const config = (pace: Pace = 'fast'): CloudConfig => ({
  cluster: 'causeway',
  replica: 'a',
  shards: 1,
  health: paces[pace],
  version: '0.1.0',
  listen: { host: '127.0.0.1', port: 0 },
  path: 'nats',
  ...cloudPaces[pace],
})

it('C23: both paces are sound', () => {
  expect(checkConfig(config('fast'))).toBeUndefined()
  expect(checkConfig(config('real'))).toBeUndefined()
})

it('C23: what makes no sense is refused, with what was expected and what came', () => {
  const { health, holdLease } = config()
  const wrong: readonly Partial<CloudConfig>[] = [
    { cluster: '' },
    { cluster: 'c'.repeat(254) },
    { replica: '' },
    { replica: 'r'.repeat(254) },
    { shards: 0 },
    { health: { ...health, silenceMs: 2 * health.beatMs } },
    { repeatMs: health.leaseGraceMs },
    { health: { ...health, holdBy: 'policy' } },
    { holdLease: { ...holdLease, giveUpMs: holdLease.leaseMs } },
  ]
  for (const part of wrong)
    expect(checkConfig({ ...config(), ...part })).toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringMatching(/^expected /) as string,
    })
})

it('H60: a door for webhooks that the API server could not reach so is refused at the start', () => {
  const listen = { host: '127.0.0.1', port: 1 }
  const wrong = (url: string) =>
    checkConfig({ ...config(), webhooks: { url, listen } })?.message ?? ''
  for (const url of ['https://h', 'https://10.0.0.1:7443', 'https://[::1]:7443'])
    expect(wrong(url)).toBe('')
  for (const url of ['http://h:1', 'https://h:1/x', 'https://u@h', 'h:1', 'https://'])
    expect(wrong(url)).toContain('https://HOST:PORT')
})
