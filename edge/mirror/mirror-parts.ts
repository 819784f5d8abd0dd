// What a mirror stands on.
import type { Door } from '../../bus/door.ts'
import type { EdgeConfig } from '../config.ts'
import type { SendUp } from '../send-up.ts'
import type { EdgePorts } from '../ports.ts'

/** Its parts; the caller owns them. */
export interface MirrorParts {
  readonly ports: EdgePorts
  readonly config: EdgeConfig
  readonly door: Door
  /** Hands a question to the cloud, on whatever path there is. */
  readonly send: SendUp
  /** The cloud's key, undefined before the first assignment. */
  readonly pinned: () => Uint8Array | undefined
}
