// A token that the node gives to one of its own pods while it is cut off: signed by the node, short, worth nothing elsewhere.
import { signedJwt } from '../../src/identity/jwt.ts'
import { grantedToken, nodeClaims, readWish, refuseWish } from '../../src/identity/node-token.ts'
import { isStatus } from '../../src/objects/answers/status.ts'
import type { Status } from '../../src/objects/answers/status.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { toHex } from '../../src/kernel/hex.ts'
import type { GuardParts } from './guard-parts.ts'

/** Whose token is asked for. */
export interface TokenOf {
  readonly namespace: string
  readonly account: string
}

/** Answers a TokenRequest of the node's kubelet: the object that Kubernetes would answer, or why not. */
export function giveToken(
  { config, keyring, objects, clock }: Pick<GuardParts, 'clock' | 'config' | 'keyring' | 'objects'>,
  of: TokenOf,
  body: unknown,
): KubeObject | Status {
  const { node } = config
  const wish = readWish(node, of, body)
  if (isStatus(wish)) return wish
  const account = objects.get('serviceaccounts', of.namespace, of.account)
  const pod = objects.get('pods', of.namespace, wish.pod.name)
  const refused = refuseWish(node, wish, { account, pod })
  if (refused !== undefined) return refused
  const claims = nodeClaims(node, wish, account?.metadata.uid ?? '', clock.wall())
  const kid = toHex(keyring.publicKeys.sign).slice(0, 16)
  return grantedToken(wish, signedJwt({ alg: 'EdDSA', kid }, claims, keyring.sign), claims)
}
