// Putting facts that were fetched again back into the holes of a journal.
import { createLink } from '../../src/kernel/chain.ts'
import type { Hash } from '../../src/kernel/chain.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import { decodeEnvelope } from '../../schemas/envelope.ts'
import type { Write } from '../store.ts'
import type { Hole } from './hole.ts'
import type { Files, Found } from './load.ts'
import { tailName, tailRangeUpTo } from './names.ts'
import { inTurn } from './pages.ts'
import { encodeTail } from './record.ts'
import { readEntry } from './tail-entry.ts'

type Done = (fault: Fault | undefined) => void

/** Facts that were fetched again, for holes of a journal. */
export interface Refill {
  readonly found: Found
  readonly holes: readonly Hole[]
  readonly envelopes: readonly Uint8Array[]
  readonly hash: Hash
}

/** Writes the fetched facts into the tail's holes, chained; the walk that follows tells whether they fit. */
export function refill(files: Files, refilled: Refill, done: Done): void {
  const byPlace = new Map<string, Uint8Array>()
  for (const bytes of refilled.envelopes) {
    const envelope = decodeEnvelope(bytes)
    if (!isFault(envelope)) byPlace.set(`${envelope.lane}/${envelope.seq}`, bytes)
  }
  const tails = refilled.holes.filter((hole) => hole.part === 'tail')
  inTurn(tails, (hole, next) => refillHole(files, { ...refilled, hole, byPlace }, next), done)
}

interface HoleRefill extends Refill {
  readonly hole: Hole
  readonly byPlace: ReadonlyMap<string, Uint8Array>
}

function refillHole(files: Files, refilled: HoleRefill, done: Done): void {
  const { hole, found } = refilled
  const { checkpoint } = found.lanes[hole.lane]
  const before = hole.from - 1
  if (before === checkpoint.at) return writeHole(files, refilled, checkpoint.chain, done)
  const upTo = { ...tailRangeUpTo(hole.lane, before), reverse: true, limit: 1 }
  files.store.range(upTo, (entries) => {
    if (isFault(entries)) return done(entries)
    const [record] = entries.map((entry) => readEntry(hole.lane, entry))
    if (record?.last !== before) return done(undefined)
    writeHole(files, refilled, record.chain, done)
  })
}

/** One record a fact, so that every fact keeps its own epoch. */
function writeHole(files: Files, refilled: HoleRefill, before: Uint8Array, done: Done): void {
  const { hole, byPlace, hash } = refilled
  const link = createLink(hash)
  const writes: Write[] = []
  let chain = before
  for (let seq = hole.from; seq <= hole.to; seq++) {
    const bytes = byPlace.get(`${hole.lane}/${seq}`)
    const fields = bytes === undefined ? undefined : decodeEnvelope(bytes)
    if (bytes === undefined || fields === undefined || isFault(fields)) break
    chain = link(chain, seq, bytes)
    const value = encodeTail({ epoch: fields.epoch, chain, envelopes: [bytes] })
    writes.push({ put: tailName(hole.lane, seq), value })
  }
  files.store.batch(writes, { sync: true }, done)
}
