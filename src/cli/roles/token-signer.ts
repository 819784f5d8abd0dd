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
    keySet: { keys: [{ ...publicKey.export({ format: 'jwk' }), use: 'sig', alg, kid }] },
  }
}
