// Addresses as text and as numbers.
import { isIPv4, isIPv6 } from 'node:net'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { canonicalIp, formatIp, parseIp, parsePrefixed } from '../../src/network/ip.ts'

it.each([
  ['10.0.0.1', '10.0.0.1'],
  ['255.255.255.255', '255.255.255.255'],
  ['::', '::'],
  ['::1', '::1'],
  ['1::', '1::'],
  ['FD00:0:0:1::00aB', 'fd00:0:0:1::ab'],
  ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
  ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
  ['::ffff:10.1.2.3', '::ffff:a01:203'],
  ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
])('I1: %s is written as %s', (text, canonical) => {
  expect(canonicalIp(text)).toBe(canonical)
})

it.each([
  ...['', '1', '1.2.3', '1.2.3.4.5', '256.0.0.1', '01.2.3.4', '1.2.3.4 ', 'a.b.c.d', '-1.2.3.4'],
  ...[':', ':::', '1::2::3', '1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9', '1:2:3:4:5:6:7:8::'],
  ...['12345::', 'g::', '::1%eth0', '::1.2.3', '1.2.3.4::', ':1:2:3:4:5:6:7', '1:2:3:4:5:6:7:'],
])('I1: "%s" is no address', (text) => {
  expect(parseIp(text)).toBeUndefined()
})

it('I1: every number comes back from its text, and the text is one that others read too', () => {
  const v4 = fc
    .bigInt({ min: 0n, max: (1n << 32n) - 1n })
    .map((value) => ({ family: 4, value }) as const)
  const v6 = fc
    .bigInt({ min: 0n, max: (1n << 128n) - 1n })
    .map((value) => ({ family: 6, value }) as const)
  const sparse = fc
    .array(fc.constantFrom(0n, 0n, 0n, 1n, 0xffffn), { minLength: 8, maxLength: 8 })
    .map(
      (groups) =>
        ({
          family: 6,
          value: groups.reduce<bigint>((sum, one) => (sum << 16n) | one, 0n),
        }) as const,
    )
  fc.assert(
    fc.property(fc.oneof(v4, v6, sparse), (ip) => {
      const text = formatIp(ip)
      expect(parseIp(text)).toEqual(ip)
      expect(ip.family === 4 ? isIPv4(text) : isIPv6(text)).toBe(true)
      if (ip.family === 6) expect(new URL(`http://[${text}]`).hostname).toBe(`[${text}]`)
    }),
  )
})

it('I1: any text is read as Node reads it, or refused', () => {
  const piece = fc.constantFrom('0', '1', 'ffff', '00ab', ':', '::', '.', '10', '255', '1.2.3.4')
  const almost = fc.array(piece, { maxLength: 17 }).map((pieces) => pieces.join(''))
  fc.assert(
    fc.property(fc.oneof(almost, fc.string()), (text) => {
      const isOne = isIPv4(text) || (isIPv6(text) && !text.includes('%'))
      expect(parseIp(text) !== undefined, text).toBe(isOne)
    }),
    { numRuns: 2_000 },
  )
})

it('I1: a network is an address and the number of its bits', () => {
  expect(parsePrefixed('10.1.0.0/16')).toEqual({ ip: parseIp('10.1.0.0'), prefix: 16 })
  expect(parsePrefixed('fd00::/64')).toEqual({ ip: parseIp('fd00::'), prefix: 64 })
  for (const text of [
    '10.1.0.0',
    '10.1.0.0/33',
    '10.1.0.0/',
    '10.1.0.0/01',
    'fd00::/129',
    '::/1/2',
  ])
    expect(parsePrefixed(text), text).toBeUndefined()
})
