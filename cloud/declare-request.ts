// A person's word about a node, checked at the door.
import { Fault } from '../src/kernel/fault.ts'
import { nodeId } from '../src/kernel/ids.ts'
import type { NodeId } from '../src/kernel/ids.ts'

/** Who declares what about which node. */
export interface Declaration {
  readonly node: NodeId
  readonly verdict: 'failed' | 'healthy'
  readonly by: string
}

const nameLengthMax = 253

/** Reads `{node, verdict, by}`; MALFORMED otherwise. */
export function parseDeclare(body: Uint8Array): Declaration | Fault {
  const { node, verdict, by } = fieldsOf(body)
  const named = typeof node === 'string' && node !== '' && node.length <= nameLengthMax
  if (!named) return malformed('node: expected the name of a node')
  if (verdict !== 'failed' && verdict !== 'healthy') {
    return malformed('verdict: expected failed or healthy')
  }
  if (typeof by !== 'string' || by === '' || by.length > nameLengthMax) {
    return malformed('by: expected who declares it')
  }
  return { node: nodeId(node), verdict, by }
}

function fieldsOf(body: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    return (JSON.parse(new TextDecoder().decode(body)) ?? {}) as Record<string, unknown>
  } catch {
    return {}
  }
}

const malformed = (message: string) =>
  new Fault('MALFORMED', `${message}, in JSON like {"node": "n1", "verdict": "failed", "by": "me"}`)
