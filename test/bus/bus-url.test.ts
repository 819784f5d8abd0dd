// URLs of a bus, good and bad.
import { expect, it } from 'vitest'
import { openTransport } from '../../bus/adapters/open-transport.ts'
import { systemClock } from '../../bus/adapters/system-clock.ts'
import { parseBusUrls } from '../../bus/bus-url.ts'
import { isFault } from '../../src/kernel/fault.ts'
import { random } from '../../src/kernel/random.ts'

it('B14: URLs name the kind, the servers, TLS and credentials', () => {
  expect(parseBusUrls('nats://a, tls://u:p%40@[::1]:4223')).toEqual([
    { kind: 'nats', tls: false, to: { host: 'a', port: 4222 } },
    { kind: 'nats', tls: true, to: { host: '::1', port: 4223 }, username: 'u', password: 'p@' },
  ])
  expect(parseBusUrls('mqtts://b')).toEqual([
    { kind: 'mqtt', tls: true, to: { host: 'b', port: 8883 } },
  ])
})

const bad = [
  '',
  'a:1',
  'http://a',
  'nats://',
  'nats://a,mqtt://b',
  'nats://a/b',
  'mqtt://a?x',
  'mqtt://%ff@a',
  'nats://a:99999',
  'nats://a:0',
  'nats://a,,nats://b',
  'nats:/a',
]
it.each(bad)('B14: the URL %j is refused', (url) => {
  expect(parseBusUrls(url)).toMatchObject({ code: 'CONFIG_INVALID' })
})

const secrets = ['nats://ann:secret@a/b', 'nats://ann:se@cret/x@a', 'nats://u:secret@a,mqtt://b']
it.each(secrets)('B14: no fault shows the password of %j', (url) => {
  const fault = parseBusUrls(url)
  expect(isFault(fault) && fault.message).toMatch(/…/)
  expect(isFault(fault) && fault.message).not.toMatch(/se@?cret/)
})

it('B14: a transport is not opened on a bad URL', () => {
  const options = {
    clock: systemClock,
    random: random(1),
    tap: () => {},
    name: 'x',
    silenceMs: 1_000,
  }
  expect(openTransport('ftp://a', options)).toMatchObject({ code: 'CONFIG_INVALID' })
})
