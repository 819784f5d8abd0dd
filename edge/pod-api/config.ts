// What an agent is told about the API for its pods.
import { formatAddress } from '../../bus/address.ts'
import type { Address } from '../../bus/pipe.ts'
import type { WayToApi } from '../../src/identity/kubernetes-here.ts'
import { Fault } from '../../src/kernel/fault.ts'
import { wrongLinkAddress } from '../../src/network/link-address.ts'

/** The settings. */
export interface PodApiConfig {
  /** A link-local address, on an interface of its own. */
  readonly listen: Address
  readonly way: WayToApi
}

/** The interface that has the address. */
export const podLink = 'causeway-api'

/** Where pods find the API if nothing else is said. */
export const podApiDefault = '169.254.77.1:10550'

/** What is wrong with the settings, if anything. */
export function checkPodApi({ listen }: PodApiConfig): Fault | undefined {
  const wrong = wrongLinkAddress(listen.host) ?? (listen.port === 0 ? 'a port' : undefined)
  if (wrong === undefined) return undefined
  const given = formatAddress(listen)
  return new Fault(
    'CONFIG_INVALID',
    `--pod-api: expected ${wrong}, got ${given}: give one such as ${podApiDefault}`,
  )
}
