// What was asked and what was promised, kept by the story itself, and what both sides hold in the end.
import { createHash } from 'node:crypto'
import { replayLane } from '../../../bus/journal-replay.ts'
import type { Journal, Stored } from '../../../bus/journal.ts'
import { factTaken } from '../../../bus/up/taken.ts'
import type { Applied } from '../../../schemas/down.ts'
import { decodeEnvelope } from '../../../schemas/envelope.ts'
import type { Envelope } from '../../../schemas/envelope.ts'
import { lanes } from '../../../src/facts.ts'
import type { Fault } from '../../../src/kernel/fault.ts'
import { whole } from '../../conformance/disk.ts'
import type { Drive } from '../../conformance/disk.ts'

/** What was promised to anyone. */
export interface Ledger {
  /** Contents whose appending was asked for. */
  readonly asked: Set<number>
  /** Contents by the identity that the caller of an append was told. */
  readonly acknowledged: Map<string, number>
  /** The furthest valid claim that each lane of each edge heard. */
  readonly applied: Map<string, Applied>
}

/** An empty ledger. */
export const emptyLedger = (): Ledger => ({
  asked: new Set(),
  acknowledged: new Map(),
  applied: new Map(),
})

/** Notes a claim, if it goes further than those before. */
export function noteApplied({ applied }: Ledger, claim: Applied): void {
  const name = `${claim.producer}/${claim.lane}`
  const known = applied.get(name)
  if (known === undefined || known.epoch < claim.epoch || known.upTo < claim.upTo)
    applied.set(name, claim)
}

/** A fact that one side holds. */
export interface Held {
  readonly identity: string
  readonly envelope: Envelope
  readonly bytes: Uint8Array
}

/** The name under which a fact is known everywhere. */
export const identityOf = ({
  producer,
  lane,
  epoch,
  seq,
}: Pick<Envelope, 'producer' | 'lane' | 'epoch' | 'seq'>): string =>
  `${producer}/${lane}/${epoch}/${seq}`

const heldOf = (bytes: Uint8Array): Held => {
  const envelope = whole(decodeEnvelope(bytes))
  return { identity: identityOf(envelope), envelope, bytes }
}

/** All that an edge's journal holds. */
export async function heldByEdge(drive: Drive, journal: Journal): Promise<readonly Held[]> {
  const stored = await everything(drive, journal)
  return stored.map(({ envelope }) => heldOf(envelope))
}

/** All facts of others that a replica's journal holds: those of nodes, and the cloud's own from logs. */
export async function heldByReplica(drive: Drive, journal: Journal): Promise<readonly Held[]> {
  const stored = await everything(drive, journal)
  return stored.flatMap(({ envelope }) => {
    const outer = whole(decodeEnvelope(envelope))
    return outer.kind === factTaken ? [heldOf(outer.body)] : []
  })
}

/** Whether a node wrote it. */
export const isOfNode = ({ envelope }: Held): boolean => envelope.producer.startsWith('node/')

async function everything(drive: Drive, journal: Journal): Promise<readonly Stored[]> {
  const facts: Stored[] = []
  const take = (page: readonly Stored[]) => facts.push(...page)
  for (const lane of lanes)
    whole(await drive<Fault | undefined>((done) => replayLane(journal, lane, take, done)))
  return facts
}

/** One hash over all identities and the bytes of their facts. */
export function hashOf(facts: readonly Held[]): string {
  const lines = facts.map(
    ({ identity, bytes }) => `${identity} ${createHash('sha256').update(bytes).digest('hex')}\n`,
  )
  return createHash('sha256').update(lines.toSorted().join('')).digest('hex')
}

/** Throws unless every promise was kept: none missing, none twice, none that nobody asked for. */
export function demandKept({ asked, acknowledged }: Ledger, facts: readonly Held[]): void {
  const contents = new Map<string, number>()
  const seen = new Set<number>()
  for (const { identity, envelope } of facts) {
    if (contents.has(identity)) throw new Error(`${identity} is there twice`)
    const n = envelope.kind === 'counted' ? contentOf(envelope) : -1
    contents.set(identity, n)
    if (n === -1) continue
    if (seen.has(n)) throw new Error(`fact ${n} is there twice, also as ${identity}`)
    if (!asked.has(n)) throw new Error(`${identity} holds ${n}, for which nobody asked`)
    seen.add(n)
  }
  for (const [identity, n] of acknowledged)
    if (contents.get(identity) !== n)
      throw new Error(`${identity} was told to hold ${n}, holds ${contents.get(identity)}`)
}

const contentOf = ({ body }: Envelope): number =>
  (JSON.parse(new TextDecoder().decode(body)) as { n: number }).n
