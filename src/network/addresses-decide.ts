// What is decided about addresses: given, confirmed, refused, released or learned.
import { unreachable } from '../kernel/assert.ts'
import type { Moment } from '../kernel/process.ts'
import type {
  AddressInput,
  AddressRules,
  AddressState,
  Holding,
  RuntimePod,
} from './address-state.ts'
import type { AddressFact, Attachment, Refusal } from './facts.ts'
import { formatIp, parseIp, type Family } from './ip.ts'
import { familiesOf, lowestFree, rangeOf } from './ranges.ts'

/** What decisions may read besides state and input. */
type Now = Moment<AddressRules>

/** A sandbox's interface. */
type Sandbox = Pick<Attachment, 'container' | 'interface'>

/** The interface by which runtimes attach a pod to its first network. */
const firstInterface = 'eth0'

/** The facts that an input leads to. */
export function decideAddresses(
  state: AddressState,
  input: AddressInput,
  at: Now,
): readonly AddressFact[] {
  const { node } = at.config
  switch (input.kind) {
    case 'tick':
      return []
    case 'opened':
      return [{ kind: 'journal-observed', node, epoch: input.epoch }]
    case 'learned':
      return learn(state, input, at)
    case 'add':
      return add(state, input.attachment, at)
    case 'del':
      return del(state, input.attachment, at)
    case 'check':
      return check(state, input, at)
    case 'keep':
      return keep(state, input, at)
    default:
      return unreachable(input)
  }
}

/** Whether it is known what runs, so that addresses may be given. */
export const hasLearned = ({ hard, soft }: AddressState): boolean =>
  soft.epoch !== undefined && soft.epoch === hard.learnedEpoch

/** One address of each family, all or none. */
function add(state: AddressState, attachment: Attachment, at: Now): readonly AddressFact[] {
  if (!hasLearned(state)) return [refused({ because: 'not-learned' }, at)]
  const facts = familiesOf(at.config.ranges).map((family) => give(state, attachment, family, at))
  const refusals = facts.filter(({ kind }) => kind === 'address-refused')
  return refusals.length === 0 ? facts : refusals
}

function give(state: AddressState, attachment: Attachment, family: Family, at: Now): AddressFact {
  const { node, ranges } = at.config
  const usable = [...state.hard.holdings.values()].filter((one) => {
    const ip = parseIp(one.address)
    return ip?.family === family && rangeOf(ranges, ip) !== undefined
  })
  const held = usable.find((one) => isHeldBy(one, attachment, at))
  if (held !== undefined) return { kind: 'address-confirmed', node, address: held.address }
  const own = usable.filter((one) => isSamePod(one, attachment) && mayFollow(one, attachment, at))
  const former = own.findLast((one) => !one.released) ?? own.at(-1)
  const address = former?.address ?? lowestFree(ranges, family, (one) => isFree(state, one, at))
  return address === undefined
    ? refused({ because: 'exhausted', family }, at)
    : given(attachment, address, at)
}

/** Released, or held before the machine was started again. */
const isOver = ({ released, boot }: Holding, { config }: Now): boolean =>
  released || boot !== config.boot

/** Whether an attachment has it now. */
const isHeldBy = (holding: Holding, attachment: Attachment, at: Now): boolean =>
  !isOver(holding, at) && isSameSandbox(holding, attachment)

const isSameSandbox = (a: Sandbox, b: Sandbox): boolean =>
  a.container === b.container && a.interface === b.interface

const isSamePod = (a: Attachment, b: Attachment): boolean =>
  a.namespace === b.namespace && a.pod === b.pod && a.interface === b.interface

/** A pod that was made anew under its name waits until the one before it has ended; a new sandbox of the same does not. */
const mayFollow = (holding: Holding, { uid }: Attachment, at: Now): boolean =>
  isOver(holding, at) || holding.uid === uid

function isFree({ hard, soft }: AddressState, address: string, at: Now): boolean {
  const holding = hard.holdings.get(address)
  if (holding === undefined) return true
  const overMs = soft.releasedMs.get(address) ?? soft.sinceMs
  return isOver(holding, at) && overMs !== undefined && at.mono - overMs >= at.config.graceMs
}

function del(state: AddressState, attachment: Attachment, at: Now): readonly AddressFact[] {
  const { node } = at.config
  const held = [...state.hard.holdings.values()].filter((one) => isHeldBy(one, attachment, at))
  const isTold = hasLearned(state) || state.soft.gone.some((one) => isSameSandbox(one, attachment))
  const gone = isTold ? [] : [{ kind: 'sandbox-gone', node, ...attachment } as const]
  return [...gone, ...held.map(({ address }) => released(address, at))]
}

/** Whether all of what it was told that may come from here is still its own. */
function check(
  state: AddressState,
  { attachment, addresses }: AddressInput & { readonly kind: 'check' },
  at: Now,
): readonly AddressFact[] {
  const { node, ranges } = at.config
  const { holdings } = state.hard
  const ours = addresses
    .map(parseIp)
    .filter((ip) => ip !== undefined)
    .filter((ip) => holdings.has(formatIp(ip)) || rangeOf(ranges, ip) !== undefined)
    .map(formatIp)
  const isHeld = (address: string): boolean => {
    const holding = holdings.get(address)
    return holding !== undefined && isHeldBy(holding, attachment, at)
  }
  return ours.length > 0 && ours.every(isHeld)
    ? ours.map((address) => ({ kind: 'address-confirmed', node, address }))
    : [refused({ because: 'not-held' }, at)]
}

/** What is not attached any more is released. */
function keep(
  state: AddressState,
  { attached }: AddressInput & { readonly kind: 'keep' },
  at: Now,
): readonly AddressFact[] {
  if (!hasLearned(state)) return []
  return [...state.hard.holdings.values()]
    .filter((one) => !isOver(one, at) && !attached.some((kept) => isSameSandbox(kept, one)))
    .map(({ address }) => released(address, at))
}

/** What runs has its addresses, whoever had them in what is left of the journal. */
function learn(
  state: AddressState,
  { pods, epoch }: AddressInput & { readonly kind: 'learned' },
  at: Now,
): readonly AddressFact[] {
  if (epoch !== state.soft.epoch) return []
  const found = pods.flatMap((pod) => heldBy(state, pod, at))
  const { node } = at.config
  return [...found, { kind: 'addresses-learned', node, epoch, held: found.length }]
}

/** What the journal says of this very sandbox stays, also that its end was told already. */
function heldBy({ hard, soft }: AddressState, pod: RuntimePod, at: Now): readonly AddressFact[] {
  const { addresses, ...rest } = pod
  const attachment = { ...rest, interface: firstInterface }
  if (soft.gone.some((gone) => isSameSandbox(gone, attachment))) return []
  return addresses.flatMap((text) => {
    const ip = parseIp(text)
    if (ip === undefined || rangeOf(at.config.ranges, ip) === undefined) return []
    const holding = hard.holdings.get(formatIp(ip))
    const isKnown = holding !== undefined && isSameSandbox(holding, attachment)
    return isKnown ? [] : [given(attachment, formatIp(ip), at)]
  })
}

const given = (attachment: Attachment, address: string, { config }: Now): AddressFact => ({
  kind: 'address-given',
  node: config.node,
  address,
  boot: config.boot,
  ...attachment,
})

const released = (address: string, { config }: Now): AddressFact => ({
  kind: 'address-released',
  node: config.node,
  address,
})

const refused = (refusal: Refusal, { config }: Now): AddressFact => ({
  kind: 'address-refused',
  node: config.node,
  ...refusal,
})
