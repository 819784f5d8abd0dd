// A key for the tokens of the small Kubernetes' service accounts; it lives as long as the tokens do, one run.
import * as crypto from 'node:crypto'
import type { TokenSigner } from '../../../sim/kube/context.ts'

/** A signer with a new key. */
export function newTokenSigner(): TokenSigner {
  const { privateKey, publicKey } = crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const alg = 'ES256'
  const kid = crypto.randomUUID()
  return {
    header: { alg, kid },
    sign: (bytes) => {
      const signature = crypto.sign('sha256', bytes, { key: privateKey, dsaEncoding: 'ieee-p1363' })
      return Uint8Array.from(signature)
    },
    keySet: { keys: [{ kty: 'EC', crv: 'P-256', ...pointOf(publicKey), use: 'sig', alg, kid }] },
  }
}

/** The two numbers of a public key: the end of its DER form. Exported as JWK, a key may stop Node 20 for ever. */
function pointOf(key: crypto.KeyObject): { readonly x: string; readonly y: string } {
  const point = key.export({ type: 'spki', format: 'der' }).subarray(-64)
  const [x, y] = [point.subarray(0, 32), point.subarray(32)]
  return { x: x.toString('base64url'), y: y.toString('base64url') }
}
