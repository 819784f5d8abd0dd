// How much of a process's time goes into signatures: a keyring that counts.
import type { Keyring } from '../bus/keyring.ts'

/** A keyring, and the time that was spent in its signatures so far. */
export interface SigningMeter {
  readonly keyring: Keyring
  readonly spentMs: () => number
}

/** The same keyring, counted by the clock: asking for the CPU's time costs more than a signature. */
export function meter(keyring: Keyring): SigningMeter {
  let spentMs = 0
  const counted = <T>(call: () => T): T => {
    const began = performance.now()
    const outcome = call()
    spentMs += performance.now() - began
    return outcome
  }
  return {
    keyring: {
      ...keyring,
      sign: (bytes) => counted(() => keyring.sign(bytes)),
      verify: (key, bytes, signature) => counted(() => keyring.verify(key, bytes, signature)),
    },
    spentMs: () => spentMs,
  }
}
