// The objects of a node's mirror, read from its store and unsealed.
import type { Keyring } from '../../bus/keyring.ts'
import type { Store } from '../../bus/store.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import type { ObjectKey, Scope } from '../../src/mirror/scope.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { loadMirror } from './load-mirror.ts'

/** One object of a mirror. */
export interface MirroredObject {
  readonly scope: Scope
  readonly key: ObjectKey
  readonly object: KubeObject
}

/** Reads all objects; what this node cannot unseal is left out. */
export function readMirror(
  store: Store,
  keyring: Pick<Keyring, 'hash' | 'unseal'>,
  done: (outcome: readonly MirroredObject[] | Fault) => void,
): void {
  const found: MirroredObject[] = []
  loadMirror(
    store,
    keyring.hash,
    ({ scope, key, body, sealed }) => {
      const bytes = sealed ? keyring.unseal(body) : body
      if (bytes !== undefined)
        found.push({
          scope,
          key,
          object: JSON.parse(new TextDecoder().decode(bytes)) as KubeObject,
        })
    },
    (loaded) => done(isFault(loaded) ? loaded : found),
  )
}
