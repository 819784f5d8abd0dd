// The name under which a node's facts are written.
import { producerId, type NodeId, type ProducerId } from '../src/kernel/ids.ts'

/** `node/<name>`. */
export const producerOf = (node: NodeId): ProducerId => producerId(`node/${node}`)
