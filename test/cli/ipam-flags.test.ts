// What `causeway edge` is told about addresses.
import { expect, it } from 'vitest'
import { bootId } from '../../edge/adapters/boot-id.ts'
import { ipamOf } from '../../src/cli/roles/ipam.ts'
import { nodeId } from '../../src/kernel/ids.ts'

const node = nodeId('n')

it('I43: ranges, what is never given, and a default route for each family', () => {
  const flags = {
    ipamSocket: '/run/x.sock',
    ipamRanges: '10.1.0.0/24,fd00::/64',
    ipamExclude: '10.1.0.9,fd00::9',
  }
  expect(ipamOf(flags, node)?.config).toEqual({
    node,
    socket: '/run/x.sock',
    ranges: [
      { subnet: '10.1.0.0/24', exclude: ['10.1.0.9'] },
      { subnet: 'fd00::/64', exclude: ['fd00::9'] },
    ],
    routes: [{ dst: '0.0.0.0/0' }, { dst: '::/0' }],
    graceMs: 600_000,
    boot: expect.stringMatching(/^[0-9a-f-]{36}$/),
  })
  expect(ipamOf({}, node)).toBeUndefined()
})

it('I43: wrong flags are refused before anything starts', () => {
  expect(() => ipamOf({ ipamRanges: '10.1.0.0/24' }, node)).toThrow('expected --ipam-socket')
  expect(() => ipamOf({ ipamSocket: '/run/x.sock' }, node)).toThrow('at least one range')
  const flags = { ipamSocket: '/run/x.sock', ipamRanges: '10.1.0.0/24', ipamExclude: 'x' }
  expect(() => ipamOf(flags, node)).toThrow('got "x"')
  expect(bootId('/nowhere')).toMatchObject({ code: 'UNSUPPORTED' })
})
