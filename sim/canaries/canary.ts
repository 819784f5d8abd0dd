// A canary: a bug that is planted on purpose, so that a campaign proves that its checkers see such things.
import type { CloudConfig } from '../../cloud/config.ts'
import type { CloudPorts } from '../../cloud/ports.ts'
import type { EdgeConfig } from '../../edge/config.ts'
import type { EdgePorts } from '../../edge/ports.ts'
import type { NodeId } from '../../src/kernel/ids.ts'

/** A planted bug: what the shipped code stands on is handed to it changed; its own code is as it is. */
export interface Canary {
  readonly name: string
  /** The checker that must find it, and within how many seeds, from seed 0 on. */
  readonly checker: string
  readonly seeds: number
  /** What is wrong, in a sentence. */
  readonly bug: string
  readonly edgePorts?: (ports: EdgePorts, node: NodeId) => EdgePorts
  readonly edgeConfig?: (config: EdgeConfig, node: NodeId) => EdgeConfig
  readonly cloudPorts?: (ports: CloudPorts) => CloudPorts
  readonly cloudConfig?: (config: CloudConfig) => CloudConfig
}

/** Nothing is changed. */
export const same = <T>(given: T): T => given
