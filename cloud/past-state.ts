// The cloud's state at a past time: its journal folded by the same rules as live, up to the last fact stamped by then.
import type { Clock } from '../bus/clock.ts'
import type { Journal, Stored } from '../bus/journal.ts'
import { replayLane } from '../bus/journal-replay.ts'
import { isCloud } from '../bus/up/taken.ts'
import { decodeEnvelope } from '../schemas/envelope.ts'
import { factFromEnvelope } from '../schemas/fact-codec.ts'
import { nodeHealth } from '../src/health/node-health.ts'
import { holdsByFacts } from '../src/health/node-reconcile.ts'
import type { NodeHard } from '../src/health/node-state.ts'
import { siteHealth } from '../src/health/site-health.ts'
import { Fault, isFault } from '../src/kernel/fault.ts'
import type { Stamp } from '../src/kernel/process.ts'
import type { Hlc, WallMs } from '../src/kernel/time.ts'
import { replayFact } from './fact-route.ts'
import { Lives } from './lives.ts'
import { keptFact } from './kept-fact.ts'
import { timestampMs } from './time-text.ts'

/** The state of all nodes and sites at a time. */
export interface PastState {
  readonly at: string
  /** The earliest time that can be asked for. */
  readonly horizon: string
  readonly sites: readonly {
    readonly site: string
    readonly nodes: number
    readonly cut: boolean
  }[]
  readonly nodes: readonly PastNode[]
}

/** A managed node at a time; `hold` says whether Kubernetes was to be kept from evicting it. */
export interface PastNode {
  readonly node: string
  readonly site: string
  readonly verdict: string
  readonly since: string | undefined
  readonly hold: boolean
}

type Done<T> = (outcome: T | Fault) => void

/** Rebuilds the state: GONE before the horizon, MALFORMED after now. */
export function pastState(
  { journal, clock }: { readonly journal: Journal; readonly clock: Clock },
  at: WallMs,
  done: Done<PastState>,
): void {
  const now = clock.wall()
  if (at > now) return clock.soon(() => done(afterNow(at, now)))
  scan(journal, at, (scanned) => {
    if (isFault(scanned)) return done(scanned)
    const { upTo, horizon = now } = scanned
    if (at < horizon) return done(beforeHorizon(at, horizon))
    const past = fold()
    const take = (stored: Stored): void => (stored.seq <= upTo ? past.take(stored) : undefined)
    eachFact(journal, take, (fault) => {
      if (fault) return done(fault)
      done({ at: timestampMs(at), horizon: timestampMs(horizon), ...past.lines() })
    })
  })
}

const afterNow = (at: WallMs, now: WallMs): Fault =>
  new Fault('MALFORMED', `expected a time up to now, ${timestampMs(now)}, got ${timestampMs(at)}`)

function beforeHorizon(at: WallMs, horizon: WallMs): Fault {
  const text = `expected a time from ${timestampMs(horizon)} on, got ${timestampMs(at)}`
  return new Fault('GONE', `${text}: of what was before, only the last facts are kept`)
}

interface Scanned {
  /** The last fact that was stamped at the asked time or before. */
  readonly upTo: number
  /** When the state was what the base says; without a base, when the first fact was stamped. */
  readonly horizon: WallMs | undefined
}

/** A clock that was set back stamps some times twice: the later of such times is meant. */
function scan(journal: Journal, at: WallMs, done: Done<Scanned>): void {
  const { checkpoint } = journal.position('state')
  let upTo = 0
  let horizon: WallMs | undefined
  const take = (stored: Stored): void => {
    const envelope = decodeEnvelope(stored.envelope)
    if (isFault(envelope)) return
    const { wallMs } = envelope.hlc
    if (stored.seq <= checkpoint || horizon === undefined) horizon = wallMs
    if (wallMs <= at) upTo = stored.seq
  }
  eachFact(journal, take, (fault) => done(fault ?? { upTo, horizon }))
}

/** All facts in order; TOO_BUSY when some were compacted meanwhile. */
function eachFact(
  journal: Journal,
  take: (stored: Stored) => void,
  done: (fault: Fault | undefined) => void,
): void {
  const { checkpoint } = journal.position('state')
  const takeAll = (facts: readonly Stored[]): void => facts.forEach(take)
  replayLane(journal, 'state', takeAll, (fault) => {
    if (journal.position('state').checkpoint === checkpoint) return done(fault)
    done(new Fault('TOO_BUSY', 'expected a journal at rest, got one that is compacted: ask again'))
  })
}

/** Nodes and sites, as their processes evolve when the journal is read back. */
function fold() {
  const nodes = evolving(nodeHealth)
  const sites = evolving(siteHealth)
  const introductions = { replay: () => undefined }
  const lives = new Lives()
  const take = (stored: Stored): void => {
    // What another replica wrote came by the log of a shard.
    const envelope = keptFact(stored)
    if (envelope === undefined || !isCloud(envelope.producer)) return
    const fact = factFromEnvelope(envelope)
    if (isFault(fact) || fact.kind === 'unknown-fact') return
    if (lives.isPast(fact, envelope.hlc)) return
    lives.take(fact, envelope.hlc)
    replayFact({ nodes, sites, introductions }, fact, envelope.hlc)
  }
  const lines = (): Pick<PastState, 'sites' | 'nodes'> => {
    const all = [...nodes.states.values()].map(({ hard }) => hard)
    const managed = all.filter(({ enrolled }) => enrolled)
    const of = (site: string) => managed.filter((hard) => hard.site === site).length
    const isCut = (site: string) => sites.states.get(site)?.hard.cut ?? false
    const names = [...new Set(managed.map(({ site }) => site))].toSorted()
    return {
      sites: names.map((site) => ({ site, nodes: of(site), cut: isCut(site) })),
      nodes: managed.map(pastNode).toSorted((a, b) => (a.node < b.node ? -1 : 1)),
    }
  }
  return { take, lines }
}

function evolving<State, Fact>(process: {
  readonly initial: (key: string) => State
  readonly evolve: (state: State, fact: Fact, stamp: Stamp) => State
}) {
  const states = new Map<string, State>()
  const replay = (key: string, fact: Fact, hlc: Hlc): void => {
    states.set(key, process.evolve(states.get(key) ?? process.initial(key), fact, { hlc }))
  }
  return { states, replay }
}

function pastNode(hard: NodeHard): PastNode {
  const { node, site, verdict, since } = hard
  const from = since === undefined ? undefined : timestampMs(since.wallMs)
  return { node, site, verdict, since: from, hold: holdsByFacts(hard) }
}
