// The link-local address at which a node's pods find its API: which ones will do, and what is missing of it.
import { Fault } from '../kernel/fault.ts'

/** An address on an interface of its own. */
export interface WantedLink {
  readonly name: string
  /** IPv4. */
  readonly address: string
}

/** An interface as the system tells of it. */
export interface SeenLink {
  readonly name: string
  /** `dummy`, `bridge`, …; undefined of real ones. */
  readonly kind: string | undefined
  readonly isUp: boolean
  readonly addresses: readonly string[]
}

/** What is to be done, in this order. */
export type LinkStep = 'make' | 'give-address' | 'bring-up'

/** Addresses of this block that others are known to use. */
const others: Readonly<Record<string, string>> = {
  '169.254.169.254': "the machine's provider",
  '169.254.1.1': 'Calico',
  '169.254.20.10': "Kubernetes' DNS cache",
}

/** The kinds of interfaces that need no wire; a kernel without the first has the second. */
export const ownKinds = ['dummy', 'bridge'] as const

/** Whether an interface is of such a kind. */
export const isOwnKind = ({ kind }: SeenLink): boolean => ownKinds.some((known) => known === kind)

/** What was expected of an address that will not do; undefined of one that will. */
export function wrongLinkAddress(address: string): string | undefined {
  const parts = address.split('.').map((part) => (/^(0|[1-9]\d{0,2})$/.test(part) ? +part : 256))
  const [a, b, c = 256, d = 256] = parts
  const isOne = parts.length === 4 && a === 169 && b === 254 && c <= 254 && c >= 1 && d <= 255
  if (!isOne) return 'an address of 169.254.1.0 to 169.254.254.255'
  const user = others[address]
  return user === undefined ? undefined : `an address that is not the one of ${user}`
}

/** What is missing; a fault where another has the name or the address. */
export function linkSteps(
  { name, address }: WantedLink,
  seen: readonly SeenLink[],
): readonly LinkStep[] | Fault {
  const taken = seen.find((link) => link.name !== name && link.addresses.includes(address))
  if (taken !== undefined)
    return new Fault(
      'CONFIG_INVALID',
      `expected ${address} to be free, interface ${taken.name} has it: give another address with --pod-api`,
    )
  const own = seen.find((link) => link.name === name)
  if (own === undefined) return ['make', 'give-address', 'bring-up']
  if (!isOwnKind(own))
    return new Fault(
      'CONFIG_INVALID',
      `expected interface ${name} to be a dummy or a bridge, it is ${own.kind ?? 'a real one'}: rename it`,
    )
  const steps: LinkStep[] = own.addresses.includes(address) ? [] : ['give-address']
  return own.isUp ? steps : [...steps, 'bring-up']
}

interface Told {
  readonly ifname?: string
  readonly flags?: readonly string[]
  readonly linkinfo?: { readonly info_kind?: string }
  readonly addr_info?: readonly { readonly local?: string }[]
}

/** Reads what `ip -json -details address show` prints; undefined where it is something else. */
export function readLinks(text: string): readonly SeenLink[] | undefined {
  let told: unknown
  try {
    told = JSON.parse(text === '' ? '[]' : text)
  } catch {
    return undefined
  }
  if (!Array.isArray(told)) return undefined
  return (told as readonly Told[]).flatMap((link) =>
    link.ifname === undefined
      ? []
      : {
          name: link.ifname,
          kind: link.linkinfo?.info_kind,
          isUp: link.flags?.includes('UP') === true,
          addresses: (link.addr_info ?? []).flatMap(({ local }) => local ?? []),
        },
  )
}
