// Who calls a node's API: by a certificate of the cloud's authority, a token of the cluster, or one of the node's own.
import { accountClaims } from '../../src/identity/account-token.ts'
import type { AccountClaims } from '../../src/identity/account-token.ts'
import { decodeJwt } from '../../src/identity/jwt.ts'
import type { Jwt } from '../../src/identity/jwt.ts'
import { counts } from '../../src/identity/lenient-time.ts'
import { nodeIssuer } from '../../src/identity/node-token.ts'
import { keysFor } from '../../src/identity/token-keys.ts'
import type { TokenKeys } from '../../src/identity/token-keys.ts'
import { accountUser, anonymous, member, nodeUser } from '../../src/identity/user.ts'
import type { ShownCertificate } from './credentials.ts'
import type { Caller, GuardParts, Shown, Stranger } from './guard-parts.ts'

/** What identifying stands on. */
export interface IdentifyBase extends Pick<
  GuardParts,
  'config' | 'credentials' | 'keyring' | 'objects' | 'verifyToken'
> {
  readonly nowMs: number
  /** When the link was cut; undefined while there is one. */
  readonly cutMs: number | undefined
  readonly trust: TokenKeys | undefined
  /** Whether a certificate is the newest that the node's kubelet has. */
  readonly isNewest: (fingerprint: string) => boolean
}

type Who = Caller | Stranger

const unknown = (because: string): Stranger => ({ because })

/** Who asks. */
export function identify(base: IdentifyBase, { certificate, bearer }: Shown): Who {
  const read = certificate && base.credentials.read(certificate)
  if (read !== undefined && countsHere(base, read)) {
    const { commonName: name, organizations: groups } = read
    return { ...member({ name, groups }), by: 'certificate' }
  }
  if (bearer !== undefined) return holderOf(base, bearer)
  return certificate === undefined
    ? { ...anonymous, by: 'nothing' }
    : unknown('the certificate is over, or of another authority')
}

/** The node itself may speak for its own kubelet alone. */
const countsHere = (base: IdentifyBase, read: ShownCertificate): boolean =>
  (!read.expired || isOwnNewest(base, read)) &&
  (!read.isOwn || read.commonName === nodeUser(base.config.node).name)

/** The key of a node's kubelet never left it, so its last certificate counts there for ever: nothing renews it alone. */
const isOwnNewest = (
  { config, isNewest }: IdentifyBase,
  { commonName, fingerprint }: ShownCertificate,
): boolean => commonName === nodeUser(config.node).name && isNewest(fingerprint)

function holderOf(base: IdentifyBase, bearer: string): Who {
  const jwt = decodeJwt(bearer)
  const claims = jwt === undefined ? undefined : accountClaims(jwt.claims)
  if (jwt === undefined || claims === undefined)
    return unknown('the token is not one of a service account')
  const own = nodeIssuer(base.config.node)
  const by = claims.issuer === own ? ('node-token' as const) : ('cluster-token' as const)
  const wrong = by === 'node-token' ? ofNode(base, jwt) : ofCluster(base, jwt, claims)
  if (wrong !== undefined) return unknown(wrong)
  // The node's own tokens are given anew while it is cut off, so only those of the cluster are forgiven their age.
  const cutMs = by === 'node-token' ? undefined : base.cutMs
  if (!counts(claims.validity, base.nowMs, cutMs)) return unknown('the token is over')
  const unbound = boundWrongly(base, claims)
  if (unbound !== undefined) return unknown(unbound)
  return { ...accountUser(claims.namespace, claims.account.name), by }
}

function ofNode({ keyring }: IdentifyBase, { alg, signed, signature }: Jwt): string | undefined {
  const holds = alg === 'EdDSA' && keyring.verify(keyring.publicKeys.sign, signed, signature)
  return holds ? undefined : 'the token is not signed by this node'
}

function ofCluster(base: IdentifyBase, jwt: Jwt, claims: AccountClaims): string | undefined {
  const { trust, verifyToken } = base
  if (trust === undefined) return 'the keys of the cluster are not known yet'
  if (claims.issuer !== trust.issuer) return 'the token is of another issuer'
  if (!claims.audiences.includes(trust.issuer)) return 'the token is for another audience'
  const { signed, signature } = jwt
  const holds = keysFor(jwt, trust).some((key) => verifyToken(key, signed, signature))
  return holds ? undefined : 'the token is not signed with a key of the cluster'
}

/** Kubernetes believes a token only while what it is bound to is there: here that is what the mirror has. */
function boundWrongly(
  { objects }: IdentifyBase,
  { namespace, account, pod, isBoundElsewhere }: AccountClaims,
): string | undefined {
  if (isBoundElsewhere) return 'the token is bound to what this node cannot see'
  const kept = objects.get('serviceaccounts', namespace, account.name)
  if (kept?.metadata.uid !== account.uid) return 'the service account is not on this node'
  if (pod === undefined) return undefined
  const bound = objects.get('pods', namespace, pod.name)
  return bound?.metadata.uid === pod.uid ? undefined : 'the pod is not on this node'
}
