// Checks that no two replicas write as owners of one shard, and that, once the core is healed, each shard has an owner.
import type { ShardEntry } from '../../schemas/log-entry.ts'
import type { Appended } from '../logs/log-server.ts'
import { entryIn, isBeginning } from './log-entries.ts'
import type { Find, MakeChecker, WorldView } from './checker.ts'

/** Where a log stands after an entry, as the entry itself says. */
interface Standing {
  readonly at: number
  readonly epoch: number
  readonly owner: string
  /** The last fact. */
  readonly upTo: number
}

/** Where it stood before an entry, and whether the log has lost what said so. */
interface Before extends Standing {
  readonly isPurged: boolean
}

/** A log as it was appended to; what it lost is left out. */
interface Written {
  incarnation: string
  readonly standings: Standing[]
}

/**
 * The checker. It folds what the bus acknowledged, in its order: whoever writes must own the shard by the last
 * `owner-began` before, and facts must be dense. What replicas believe does not matter, nor does what the log lost.
 */
export const oneOwner: MakeChecker = (view, find) => {
  const logs = new Map<number, Written>()
  return {
    name: 'one owner',
    appended: (appended) => {
      const entry = entryIn(appended.bytes)
      if (entry === undefined) return find(`an entry of shard ${appended.shard} cannot be read`)
      const before = lastBefore(logs, appended)
      const wrong = wrongWith(entry, before)
      if (wrong !== undefined) find(`shard ${entry.shard}, entry ${appended.at}: ${wrong}`)
      logs.get(appended.shard)?.standings.push(standingAfter(entry, before, appended.at))
    },
    healed: (find) => checkOwned(view, find),
  }
}

function lastBefore(
  logs: Map<number, Written>,
  { shard, incarnation, at, first }: Appended,
): Before | undefined {
  const known = logs.get(shard)
  const log = known?.incarnation === incarnation ? known : { incarnation, standings: [] }
  logs.set(shard, log)
  while ((log.standings.at(-1)?.at ?? 0) >= at) log.standings.pop()
  const last = log.standings.at(-1)
  return last && { ...last, isPurged: last.at < first }
}

function wrongWith(entry: ShardEntry, before: Before | undefined): string | undefined {
  const { writer, epoch, from, seed } = entry
  const begins = isBeginning(entry)
  if (before === undefined)
    return begins ? undefined : `${writer} writes into an empty log without owning it`
  const { owner, epoch: current, upTo, isPurged } = before
  if (begins && epoch <= current && !isPurged)
    return `${writer} begins to own it in epoch ${epoch}, ${owner} did in epoch ${current}`
  if (!begins && (epoch !== current || writer !== owner))
    return `${writer} writes as owner in epoch ${epoch}, ${owner} owns it in epoch ${current}`
  if (!seed && !begins && from > upTo + 1) return `facts ${upTo + 1} to ${from - 1} are missing`
  return undefined
}

function standingAfter(entry: ShardEntry, before: Standing | undefined, at: number): Standing {
  const { writer, epoch, from, seed, envelopes } = entry
  const upTo = seed ? (before?.upTo ?? 0) : from + envelopes.length - 1
  return { at, epoch, owner: isBeginning(entry) ? writer : (before?.owner ?? writer), upTo }
}

/** What the answer of `/v1/status` says of shards; a cloud that is alone says nothing. */
interface Shares {
  readonly cloud: { readonly shards?: { readonly owned: number; readonly all: number } }
}

function checkOwned(view: WorldView, find: Find): void {
  const { bus, clouds } = view.processes
  if (bus === undefined) return
  let [owned, answers] = [0, 0]
  for (const { placed } of clouds)
    view.ask(placed, '/v1/status', (answer) => {
      const { shards } = (JSON.parse(answer) as Shares).cloud
      owned += shards?.owned ?? 0
      answers += 1
      if (answers < clouds.length) return
      if (owned !== shards?.all) find(`${owned} of ${shards?.all} shards have an owner`)
    })
}
