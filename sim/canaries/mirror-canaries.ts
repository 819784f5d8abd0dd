// Bugs of mirrors: tombstones that rise again, and Secrets that are not what was sealed.
import type { Canary } from './canary.ts'
import { openAltered } from './wrap.ts'

/** What is gone in Kubernetes is still there on the node. */
export const tombstoneRisen: Canary = {
  name: 'tombstone risen',
  checker: 'mirrors equal',
  seeds: 1,
  bug: 'what was deleted stays in the store of the mirror',
  edgePorts: (ports) => ({
    ...ports,
    openMirror: openAltered(ports.openMirror, (store) => ({
      ...store,
      batch: (writes, options, done) =>
        store.batch(
          writes.filter((write) => 'put' in write),
          options,
          done,
        ),
    })),
  }),
}

/** A pod would read a password that never was. */
export const secretGarbled: Canary = {
  name: 'secret garbled',
  checker: 'mirrors told',
  seeds: 1,
  bug: 'a Secret is unsealed to something else than was sealed',
  edgePorts: (ports) => ({
    ...ports,
    keyring: {
      ...ports.keyring,
      unseal: (bytes) => {
        const plain = ports.keyring.unseal(bytes)
        if (plain === undefined) return undefined
        const text = new TextDecoder().decode(plain)
        return new TextEncoder().encode(text.replace(/("password":")./, '$1A'))
      },
    },
  }),
}
