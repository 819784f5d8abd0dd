// What every link address must do.
import { expect, it } from 'vitest'
import type { LinkAddress } from '../../edge/pod-api/link-address.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import type { SeenLink } from '../../src/network/link-address.ts'

/** A machine to make addresses on. */
export interface LinkBed {
  readonly link: LinkAddress
  /** Calls, and waits for the answer. */
  readonly call: (
    begin: (done: (fault: Fault | undefined) => void) => void,
  ) => Promise<Fault | undefined>
  readonly seen: () => readonly SeenLink[]
  /** Another's interface, one without a wire or one half of a cable, with an address. */
  readonly other: (name: string, kind: 'bridge' | 'veth', address: string) => void
}

const wanted = { name: 'causeway-api', address: '169.254.77.1' }

/** The suite. */
export function linkAddressSuite(bed: () => LinkBed): void {
  const own = () =>
    bed()
      .seen()
      .find(({ name }) => name === wanted.name)
  const ensure = (of = wanted) => bed().call((done) => bed().link.ensure(of, done))
  const remove = () => bed().call((done) => bed().link.remove(wanted.name, done))

  it('A34: the address is made on an interface of its own, left alone when it is there, and gone when it is taken away', async () => {
    expect(await ensure()).toBeUndefined()
    const made = own()
    expect(made).toEqual({
      name: wanted.name,
      kind: expect.stringMatching(/^(dummy|bridge)$/) as unknown,
      isUp: true,
      addresses: expect.arrayContaining([wanted.address]) as unknown,
    })
    expect(await ensure()).toBeUndefined()
    expect(own()).toEqual(made)
    expect(await remove()).toBeUndefined()
    expect(own()).toBeUndefined()
    expect(await remove()).toBeUndefined()
  })

  it("A34: a name or an address that is another's is refused, and nothing is changed", async () => {
    bed().other('other0', 'bridge', '169.254.78.1')
    const before = bed().seen()
    expect(await ensure({ ...wanted, address: '169.254.78.1' })).toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining('interface other0 has it') as string,
    })
    bed().other('cable0', 'veth', '169.254.79.1')
    expect(await ensure({ ...wanted, name: 'cable0' })).toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining('it is veth') as string,
    })
    expect(own()).toBeUndefined()
    expect(
      bed()
        .seen()
        .find(({ name }) => name === 'other0'),
    ).toEqual(before.find(({ name }) => name === 'other0'))
  })
}
