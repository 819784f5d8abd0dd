// Bugs of the way up: compacting on the word of the bus, and facts that are rewritten on their way.
import { decodeBatch, encodeBatch } from '../../schemas/batch.ts'
import type { Batch } from '../../schemas/batch.ts'
import { encodeDown } from '../../schemas/down.ts'
import { openSigned, sealSigned } from '../../schemas/signed.ts'
import type { EdgePorts } from '../../edge/ports.ts'
import type { Message, Transport } from '../../bus/transport.ts'
import { createLink } from '../../src/kernel/chain.ts'
import { isFault } from '../../src/kernel/fault.ts'
import { sequence } from '../../src/kernel/ids.ts'
import type { Canary } from './canary.ts'

/** Facts are given up that nobody else has. */
export const compactOnPubAck: Canary = {
  name: 'compact on puback',
  checker: 'facts applied',
  seeds: 1,
  bug: 'an agent takes the word of the bus, which has its audit facts, for the word of the cloud, which has not',
  edgePorts: (ports) => alterUplink(ports, (batch) => (batch.lane === 'audit' ? undefined : batch)),
}

/** Two histories with one name. */
export const factsRewritten: Canary = {
  name: 'facts rewritten',
  checker: 'chains equal',
  seeds: 11,
  bug: 'the last fact of a batch is another one when it leaves the node, under a signature that is right',
  edgePorts: (ports) => alterUplink(ports, (batch) => rewritten(ports, batch)),
}

/** What leaves the node is altered or swallowed, and the node is told that all of it was taken. */
function alterUplink(ports: EdgePorts, alter: (batch: Batch) => Batch | undefined): EdgePorts {
  const { keyring, transport, clock } = ports
  const ears = new Map<string, (message: Message) => void>()
  const believing = { ...keyring, verify: () => true }
  const altered: Transport = {
    ...transport,
    subscribe: (pattern, each) => {
      if (pattern.includes('.down.')) ears.set(pattern, each)
      return transport.subscribe(pattern, each)
    },
    publish: (subject, bytes, done = () => {}) => {
      const batch = subject.includes('.up.') ? batchIn(bytes) : undefined
      const other = batch && alter(batch)
      if (batch === undefined || other === batch) return transport.publish(subject, bytes, done)
      const as = { context: 'batch', signer: batch.producer } as const
      if (other !== undefined)
        transport.publish(subject, sealSigned(as, encodeBatch(other), keyring.sign))
      clock.soon(() => done(undefined))
      const [ear] = ears
      if (ear !== undefined) clock.soon(() => ear[1]({ subject: ear[0], bytes: appliedTo(batch) }))
    },
  }
  return { ...ports, keyring: believing, transport: altered }
}

function batchIn(bytes: Uint8Array): Batch | undefined {
  const all = { context: 'batch', keyOf: () => bytes, verify: () => true } as const
  const opened = openSigned(bytes, all)
  const batch = isFault(opened) ? opened : decodeBatch(opened.payload)
  return isFault(batch) ? undefined : batch
}

/** An answer that the cloud never gave. */
function appliedTo({ producer, lane, epoch, from, chain, envelopes }: Batch): Uint8Array {
  const upTo = sequence(from + envelopes.length - 1)
  return sealSigned(
    { context: 'down', signer: 'cloud/0' },
    encodeDown({ kind: 'applied', producer, lane, epoch, upTo, chain }),
    () => new Uint8Array(64),
  )
}

function rewritten({ keyring }: EdgePorts, batch: Batch): Batch {
  const last = batch.envelopes.at(-1)
  if (last === undefined) return batch
  const other = last.slice()
  // The envelope ends with the body, which is JSON: one letter of it is another.
  const at = other.length - 3
  other[at] = (other[at] ?? 0) ^ 1
  const envelopes = [...batch.envelopes.slice(0, -1), other]
  const link = createLink(keyring.hash)
  const chain = envelopes.reduce(
    (before, envelope, i) => link(before, batch.from + i, envelope),
    batch.previousChain,
  )
  return { ...batch, envelopes, chain }
}
