// The two certificates of a node: whose they are, what names they may bear, how long they live, when they are renewed.

/** What a certificate is for: the node's local API, or its kubelet as a client of it. */
export type CertificateUse = 'serving' | 'kubelet'

/** Both uses. */
export const certificateUses: readonly CertificateUse[] = ['serving', 'kubelet']

/** The names that a certificate is valid for: DNS names and IP addresses. */
export interface CertificateNames {
  readonly dns: readonly string[]
  readonly addresses: readonly string[]
}

/** No names: a client's certificate has none. */
export const noNames: CertificateNames = { dns: [], addresses: [] }

/** What a certificate's subject says. */
export interface Subject {
  readonly commonName: string
  readonly organization: string
}

/** The subject of a node's certificate: its kubelet is `system:node:<n>`, its API is nobody to Kubernetes. */
export const subjectOf = (use: CertificateUse, node: string): Subject =>
  use === 'kubelet'
    ? { commonName: `system:node:${node}`, organization: 'system:nodes' }
    : { commonName: `causeway:node:${node}`, organization: 'causeway:nodes' }

const dayMs = 86_400_000

/**
 * How long a certificate lives. A kubelet's counts on its own node even after it is over, so it may be short; that of
 * an API has to satisfy clients who cannot be told so, for as long as a node may be alone.
 */
export const lifeMs: Readonly<Record<CertificateUse, number>> = {
  serving: 3_650 * dayMs,
  kubelet: 365 * dayMs,
}

/** While there is a link, certificates are renewed once they are this old. */
const renewAfterMs = 30 * dayMs

/** A certificate as far as rules need it. */
export interface HeldCertificate {
  readonly names: CertificateNames
  /** When it is over (wall clock); when it was made follows from that. */
  readonly untilMs: number
}

/** Why a certificate is to be asked for now; undefined while the one there is will do. */
export function renewalOf(
  use: CertificateUse,
  held: HeldCertificate | undefined,
  wanted: CertificateNames,
  nowMs: number,
): 'missing' | 'old' | 'other-names' | undefined {
  if (held === undefined) return 'missing'
  if (!covers(held.names, wanted)) return 'other-names'
  const ageMs = nowMs - (held.untilMs - lifeMs[use])
  return ageMs >= renewAfterMs ? 'old' : undefined
}

const covers = (held: CertificateNames, wanted: CertificateNames): boolean =>
  wanted.dns.every((name) => held.dns.includes(name)) &&
  wanted.addresses.every((address) => held.addresses.includes(address))

/** Under what names a node's API is known; where it may differ, all of them. */
export interface ApiNames {
  readonly node: string
  /** The domain of the cluster's services: `cluster.local`. */
  readonly domain: string
  /** The addresses of the Service `default/kubernetes`. */
  readonly serviceAddresses: readonly string[]
  /** Where pods reach it on the node, and where its site's LAN does. */
  readonly ownAddresses: readonly string[]
}

const loopback = ['127.0.0.1', '::1']

/** The names that the certificate of a node's API is to bear. */
export function servingNames(api: ApiNames): CertificateNames {
  const { node, domain, serviceAddresses, ownAddresses } = api
  const service = ['kubernetes', 'kubernetes.default', 'kubernetes.default.svc']
  return {
    dns: [...service, `kubernetes.default.svc.${domain}`, 'localhost', node],
    addresses: [...new Set([...loopback, ...serviceAddresses, ...ownAddresses])],
  }
}

/** What a node may have in its certificate: names of the Service and its own, addresses that nobody else answers at. */
export function grantedNames(
  use: CertificateUse,
  asked: CertificateNames,
  known: Pick<ApiNames, 'node' | 'serviceAddresses' | 'ownAddresses'>,
): CertificateNames {
  if (use === 'kubelet') return noNames
  const { node, serviceAddresses, ownAddresses } = known
  const addresses = [...loopback, ...serviceAddresses, ...ownAddresses]
  return {
    dns: asked.dns.filter((name) => name === node || name === 'localhost' || isOfService(name)),
    addresses: asked.addresses.filter((one) => addresses.includes(one) || isOfLink(one)),
  }
}

/** `kubernetes`, `kubernetes.default`, `kubernetes.default.svc`, and that below the domain of a cluster. */
const isOfService = (name: string): boolean =>
  /^kubernetes(\.default(\.svc(\.[a-z0-9-]+)*)?)?$/.test(name)

/** An address that means something on one link alone. */
const isOfLink = (address: string): boolean =>
  /^(127\.|169\.254\.|fe[89ab][0-9a-f]:)/i.test(address)
