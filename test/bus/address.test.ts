// Addresses as text.
import { expect, it } from 'vitest'
import { formatAddress, parseAddress } from '../../bus/address.ts'

it('addresses survive their text, IPv6 included', () => {
  for (const address of [
    { host: '127.77.1.2', port: 1883 },
    { host: 'fe80::1', port: 65_535 },
    { host: 'node-1.lan', port: 0 },
  ])
    expect(parseAddress(formatAddress(address))).toEqual(address)
})

it('anything else is no address', () => {
  for (const text of ['', 'host', ':1', 'host:', 'host:x', 'host:65536', '::1:80', 'a b:1'])
    expect(parseAddress(text)).toBeUndefined()
})
