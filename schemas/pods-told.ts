// What a node says on the LAN of its own pods, as it travels signed as `peer`.
import type { Fault } from '../src/kernel/fault.ts'
import { nodeId } from '../src/kernel/ids.ts'
import type { NodeId } from '../src/kernel/ids.ts'
import { goneWord } from '../src/services/pod-word.ts'
import type { PodPort, PodWord } from '../src/services/pod-word.ts'
import type { causeway } from './generated/wire.js'
import { limits } from './limits.ts'
import { bounded, count, decoded, finished, items, named, wire } from './wire.ts'

/** All that a node has to say of its pods; what it said before and does not say now is over. */
export interface PodsTold {
  readonly node: NodeId
  /** Which is newer: the epoch of the node's journal, its incarnation, and a number that grows within a run. */
  readonly epoch: number
  readonly incarnation: number
  readonly number: number
  readonly pods: readonly PodWord[]
}

const bound = { what: 'what a node says of its pods', bytesMax: limits.podsToldBytes }

/** The bytes under the signature. */
export function encodePodsTold({ pods, ...told }: PodsTold): Uint8Array {
  return finished(wire.PodsTold.encode({ ...told, pods: pods.map(wordToWire) }))
}

/** Reads what a node says: MALFORMED, TOO_LARGE or NEWER_VERSION otherwise. */
export function decodePodsTold(bytes: Uint8Array): PodsTold | Fault {
  return decoded(bytes, bound, wire.PodsTold, ({ node, epoch, incarnation, number, pods }) => ({
    node: nodeId(named(node, 'node')),
    epoch: count(epoch, 'epoch'),
    incarnation: count(incarnation, 'incarnation'),
    number: count(number, 'number'),
    pods: items(pods, 'pods', limits.podsTold).map(wordOf),
  }))
}

const wordToWire = ({ isGone, isReady, labels, ports, addresses, ...word }: PodWord) => ({
  ...word,
  gone: isGone,
  ready: isReady,
  addresses: [...addresses],
  labels: Object.entries(labels).map(([key, value]) => ({ key, value })),
  ports: [...ports],
})

function wordOf(message: causeway.v1.PodWord.$Properties): PodWord {
  const names = {
    namespace: named(message.namespace, 'namespace'),
    name: named(message.name, 'name'),
    uid: named(message.uid, 'uid'),
  }
  if (message.gone) return goneWord(names)
  const labels = items(message.labels, 'labels', limits.podLabels)
  return {
    ...names,
    isGone: false,
    isReady: message.ready ?? false,
    addresses: items(message.addresses, 'addresses', limits.podAddresses).map((each) =>
      named(each, 'address'),
    ),
    labels: Object.fromEntries(
      labels.map(({ key, value }) => [
        named(key, 'label', limits.labelLength),
        bounded(value, 'value'),
      ]),
    ),
    hostname: bounded(message.hostname, 'hostname'),
    subdomain: bounded(message.subdomain, 'subdomain'),
    ports: items(message.ports, 'ports', limits.podPorts).map(portOf),
  }
}

const portOf = ({ name, port, protocol }: causeway.v1.PodPort.$Properties): PodPort => ({
  name: named(name, 'port'),
  port: count(port, 'port', { min: 1, max: 65_535 }),
  protocol: named(protocol, 'protocol'),
})
