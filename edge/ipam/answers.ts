// What a plugin is answered: from the facts that its question led to, or from why there are none.
import { Fault } from '../../src/kernel/fault.ts'
import type { AddressAnswer, GivenAddress } from '../../src/network/ask.ts'
import { cniCodes } from '../../src/network/cni/errors.ts'
import type { AddressFact } from '../../src/network/facts.ts'
import { formatIp, parseIp } from '../../src/network/ip.ts'
import type { Route } from '../../src/network/range-config.ts'
import { rangeOf, type Range } from '../../src/network/ranges.ts'

type Refused = AddressAnswer & { readonly kind: 'refused' }

/** The answer to whoever asked for addresses. */
export function answerGiven(
  outcome: readonly AddressFact[] | Fault,
  { ranges, routes }: { readonly ranges: readonly Range[]; readonly routes: readonly Route[] },
): AddressAnswer {
  if (outcome instanceof Fault) return answerFault(outcome)
  const refusal = refusalOf(outcome)
  if (refusal !== undefined) return refusal
  const addresses = outcome.flatMap((fact) =>
    'address' in fact ? [told(ranges, fact.address)] : [],
  )
  return { kind: 'given', addresses, routes }
}

/** The answer to whoever asked for anything else. */
export const answerDone = (outcome: readonly AddressFact[] | Fault): AddressAnswer =>
  outcome instanceof Fault ? answerFault(outcome) : (refusalOf(outcome) ?? done)

/** The answer where no question was understood, or nothing could be written. */
export function answerFault({ code, message, retry }: Fault): Refused {
  if (code === 'MALFORMED' || code === 'TOO_LARGE') return refused(cniCodes.undecodable, message)
  return refused(retry === 'later' ? cniCodes.tryLater : cniCodes.io, message)
}

/** The answer to whoever asks whether addresses are given at all. */
export const answerStatus = (isReady: boolean): AddressAnswer =>
  isReady ? done : refused(cniCodes.unavailable, notLearned)

const done: AddressAnswer = { kind: 'done' }

const notLearned =
  'expected to know which pods run: the container runtime has not answered yet, try again later'

const refused = (code: number, msg: string): Refused => ({ kind: 'refused', code, msg })

function refusalOf(facts: readonly AddressFact[]): Refused | undefined {
  const fact = facts.find((one) => one.kind === 'address-refused')
  switch (fact?.because) {
    case undefined:
      return undefined
    case 'not-learned':
      return refused(cniCodes.tryLater, notLearned)
    case 'not-held':
      return refused(cniCodes.notHeld, 'expected addresses that this sandbox holds, it does not')
    case 'exhausted': {
      const why = `no IPv${fact.family} address is free: widen the node's ranges, or wait`
      return refused(cniCodes.exhausted, `${why} until those of ended pods may be given again`)
    }
  }
}

/** An address with the bits of its network and its gateway. */
function told(ranges: readonly Range[], text: string): GivenAddress {
  const ip = parseIp(text)
  const range = ip === undefined ? undefined : rangeOf(ranges, ip)
  if (range === undefined) return { address: text }
  const { family, prefix, gateway } = range
  const address = `${text}/${prefix}`
  return gateway === undefined
    ? { address }
    : { address, gateway: formatIp({ family, value: gateway }) }
}
