// Ranges: what is refused, and what is never given.
import { expect, it } from 'vitest'
import { whole } from '../conformance/disk.ts'
import { parseIp, type Family } from '../../src/network/ip.ts'
import { checkRoutes, readRanges, type RangeText } from '../../src/network/range-config.ts'
import { lowestFree, rangeOf } from '../../src/network/ranges.ts'

/** All that may be given, in the order in which it would be. */
function all(texts: readonly RangeText[], family: Family = 4): readonly string[] {
  const ranges = whole(readRanges(texts))
  const given = new Set<string>()
  for (;;) {
    const next = lowestFree(ranges, family, (address) => !given.has(address))
    if (next === undefined) return [...given]
    given.add(next)
  }
}

it('I2: neither the subnet itself, nor the address of all its hosts, nor the gateway is given', () => {
  expect(all([{ subnet: '10.0.0.0/29' }])).toEqual([2, 3, 4, 5, 6].map((last) => `10.0.0.${last}`))
  expect(all([{ subnet: 'fd00::/126' }], 6)).toEqual(['fd00::2', 'fd00::3'])
  expect(all([{ subnet: '10.0.0.4/31' }])).toEqual(['10.0.0.4', '10.0.0.5'])
  expect(all([{ subnet: '10.0.0.4/32' }])).toEqual(['10.0.0.4'])
})

it('I2: a range begins and ends where it says, and gives nothing that it excludes, nor any other gateway', () => {
  const range = { subnet: '10.0.0.0/24', from: '10.0.0.10', to: '10.0.0.20', gateway: '10.0.0.254' }
  const exclude = ['10.0.0.11', '10.0.0.16/29']
  expect(all([{ ...range, exclude }])).toEqual([10, 12, 13, 14, 15].map((last) => `10.0.0.${last}`))
  const second = { subnet: '10.0.0.0/24', from: '10.0.0.30', to: '10.0.0.31', gateway: '10.0.0.12' }
  expect(all([{ ...range, exclude }, second])).toEqual(
    [10, 13, 14, 15, 30, 31].map((last) => `10.0.0.${last}`),
  )
})

it('I2: a huge subnet with a huge hole is walked at once', () => {
  const subnet = 'fd00::/64'
  expect(all([{ subnet, to: 'fd00::2' }], 6)).toEqual(['fd00::2'])
  const ranges = whole(readRanges([{ subnet, exclude: ['fd00::/65'] }]))
  expect(lowestFree(ranges, 6, () => true)).toBe('fd00::8000:0:0:0')
})

it('I2: an address belongs to the range that may give it', () => {
  const ranges = whole(readRanges([{ subnet: '10.0.0.0/29' }, { subnet: 'fd00::/120' }]))
  const prefixOf = (text: string) =>
    rangeOf(ranges, parseIp(text) ?? { family: 4, value: 0n })?.prefix
  expect(['10.0.0.2', '10.0.0.1', '10.0.0.7', '10.0.1.2', 'fd00::5', '::5'].map(prefixOf)).toEqual([
    29,
    undefined,
    undefined,
    undefined,
    120,
    undefined,
  ])
})

it.each<[readonly RangeText[], RegExp]>([
  [[], /at least one range/],
  [[{ subnet: '10.0.0.0' }], /a subnet such as/],
  [[{ subnet: '10.0.0.1/24' }], /no bits set after its prefix, got "10.0.0.1\/24"/],
  [[{ subnet: '10.0.0.0/24', from: '10.0.1.1' }], /from as an address within 10.0.0.0\/24/],
  [[{ subnet: '10.0.0.0/24', to: 'fd00::1' }], /to as an address within/],
  [[{ subnet: '10.0.0.0/24', gateway: 'x' }], /gateway as an address within .* got "x"/],
  [[{ subnet: '10.0.0.0/24', from: '10.0.0.9', to: '10.0.0.8' }], /the other way round/],
  [[{ subnet: '10.0.0.0/24', exclude: ['fd00::1'] }], /excluded addresses .* got "fd00::1"/],
  [[{ subnet: '10.0.0.0/24', exclude: ['10.0.0.1/24'] }], /excluded addresses/],
  [[{ subnet: '10.0.0.0/24' }, { subnet: '10.0.0.128/25' }], /do not overlap/],
])('I2: ranges that make no sense are refused: %j', (texts, message) => {
  expect(readRanges(texts)).toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringMatching(message),
  })
})

it('I2: a route that is none is refused', () => {
  expect(checkRoutes([{ dst: '0.0.0.0/0' }, { dst: 'fd00::/8', gw: 'fe80::1' }])).toBeUndefined()
  for (const bad of [{ dst: 'all' }, { dst: '0.0.0.0/0', gw: '10.0.0.0/8' }])
    expect(checkRoutes([bad])).toMatchObject({ code: 'CONFIG_INVALID' })
})
