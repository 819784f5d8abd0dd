// The health of one peer at the edge: when an observer says what, and what it takes for settled.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { kinds } from '../../src/facts.ts'
import type { PeerFact } from '../../src/health/facts.ts'
import { isFit } from '../../src/health/fitness.ts'
import type { ObserverSelf, PeerInput } from '../../src/health/inputs.ts'
import { ownBallot, peerHealth } from '../../src/health/peer-health.ts'
import { unknownPeer, type PeerState } from '../../src/health/peer-state.ts'
import { incarnation, round, type NodeId } from '../../src/kernel/ids.ts'
import { anyPeerInput, ballot, config, moment, peers, report, timed } from './arbitraries.ts'

fc.configureGlobal({ numRuns: 1_000 })

const [a, b, c] = peers as [NodeId, NodeId, NodeId]
const well: ObserverSelf = {
  missedTimers: false,
  subjects: 2,
  subjectsReached: 1,
  outsideReached: true,
  linked: true,
}

/** The process of one peer at observer `a`, driven by hand. */
class Peer {
  state: PeerState = unknownPeer('n')
  facts: PeerFact[] = []
  ms = 1_000

  post(...inputs: readonly PeerInput[]): this {
    for (const input of inputs) {
      const at = moment(this.ms)
      const facts = peerHealth.decide(this.state, input, at)
      this.facts.push(...facts)
      this.state = facts.reduce((now, fact) => peerHealth.evolve(now, fact, at), this.state)
    }
    return this
  }

  /** Time passes; ticks come when due, and probes are answered as `alive` says. */
  wait(ms: number, alive = false): this {
    const end = this.ms + ms
    for (;;) {
      const { actions, due } = this.wanted()
      if (actions.length > 0) this.post({ kind: 'probed', alive })
      else if (due === undefined || due > end) break
      else {
        this.ms = Math.max(due, this.ms)
        this.post({ kind: 'tick' })
      }
    }
    this.ms = end
    return this
  }

  wanted() {
    return peerHealth.reconcile(this.state, moment(this.ms).mono, config)
  }

  assigned(...observers: readonly NodeId[]): this {
    return this.post({ kind: 'assigned', self: a, observers }, { kind: 'self', self: well })
  }

  report(at: number, more = {}): this {
    return this.post({ kind: 'report', report: report({ round: round(at), ...more }) })
  }

  says(): string | undefined {
    return ownBallot(this.state)?.opinion
  }
}

const listening = () => new Peer().assigned(a, b).report(1).wait(1_000).report(2).wait(1_000)

it('H6: an observer that ran late, or reaches nothing, or not most of three and nothing outside, is not fit', () => {
  expect(isFit(well)).toBe(true)
  expect(isFit({ ...well, missedTimers: true })).toBe(false)
  const inside = { ...well, outsideReached: false }
  expect(isFit(inside)).toBe(true)
  expect(isFit({ ...inside, subjectsReached: 0 })).toBe(false)
  expect(isFit({ ...inside, subjects: 3, subjectsReached: 1 })).toBe(false)
  expect(isFit({ ...inside, subjects: 3, subjectsReached: 2 })).toBe(true)
  expect(isFit({ ...well, subjects: 3, subjectsReached: 0 })).toBe(true)
})

it('H6: an observer that is not fit abstains', () => {
  const peer = listening().report(3)
  expect(peer.says()).toBe('alive')
  peer
    .post({ kind: 'self', self: { ...well, missedTimers: true } })
    .wait(1_000)
    .report(4)
  expect(peer.says()).toBe('abstain')
})

it('H6: an observer that slept begins to listen anew before it finds anybody dead', () => {
  const peer = listening()
  peer.ms += 20_000
  expect(peer.post({ kind: 'tick' }).says()).toBe('abstain')
  expect(peer.wait(2_000).says()).toBe('abstain')
  expect(peer.wait(2_000).says()).toBe('dead')
})

it('H7: dead takes a report’s life without report, and a port that does not answer', () => {
  const peer = listening().report(3)
  expect(peer.wait(2_900).says()).toBe('alive')
  expect(peer.wait(200).says()).toBe('dead')
  expect(ownBallot(peer.state)).toMatchObject({ since: 6, round: 6, incarnation: 1 })
  expect(peer.wait(2_000) && ownBallot(peer.state)).toMatchObject({ since: 6, round: 8 })
})

it('H7: any answer of the kubelet’s port is life, and so is a report', () => {
  const peer = listening().report(3).wait(10_000, true)
  expect(peer.says()).toBe('alive')
  const silent = listening().report(3).wait(4_000)
  expect(silent.says()).toBe('dead')
  expect(silent.report(7).wait(1_000).says()).toBe('alive')
})

it('H7: a peer that reports a dead kubelet is dead when the port does not answer either', () => {
  const peer = listening()
  for (let n = 3; n < 10; n++) peer.report(n, { kubelet: 'dead' }).wait(1_000)
  expect(peer.says()).toBe('dead')
  for (let n = 10; n < 12; n++) peer.report(n, { kubelet: 'dead' }).wait(1_000, true)
  expect(peer.says()).toBe('alive')
})

it('H7: a new observer, and one of a peer that never reported, finds nobody dead', () => {
  const stranger = new Peer().assigned(a, b).wait(20_000)
  expect(stranger.says()).toBeUndefined()
  const late = new Peer().assigned(b).report(1).wait(10_000).assigned(a, b)
  expect(late.wait(2_000).says()).toBe('abstain')
  expect(late.wait(2_000).says()).toBe('dead')
})

it('H7: the port is tried once a round while reports are late, and not while they come', () => {
  const peer = listening().report(3)
  expect(peer.wanted().actions).toEqual([])
  peer.ms += 1_500
  expect(peer.wanted().actions).toEqual([{ kind: 'probe', key: 'probe/n', node: 'n' }])
  peer.post({ kind: 'probed', alive: false })
  expect(peer.wanted().actions).toEqual([])
})

it('H3: an observer has one opinion a round', () => {
  fc.assert(
    fc.property(timed(anyPeerInput.map((one) => [one])), (story) => {
      const peer = new Peer()
      for (const { waitMs, inputs } of story) {
        peer.ms += waitMs
        peer.post(...inputs)
      }
      const cast = peer.facts.flatMap((fact) => (fact.kind === 'ballot-cast' ? [fact.ballot] : []))
      const rounds = cast.map((one) => `${one.observer} ${one.incarnation} ${one.round}`)
      expect(new Set(rounds).size).toBe(rounds.length)
      for (const one of cast) expect(one.since).toBeLessThanOrEqual(one.round)
    }),
  )
})

it('H17: decide answers any input about a peer in any state that can be reached', () => {
  fc.assert(
    fc.property(
      timed(
        anyPeerInput.map((one) => [one]),
        80,
      ),
      (story) => {
        const peer = new Peer()
        for (const { waitMs, inputs } of story) {
          peer.ms += waitMs
          peer.post(...inputs).wanted()
        }
      },
    ),
  )
})

it('H15: what is hard of a peer comes back from its durable facts, lane by lane, or from the last of each kind', () => {
  fc.assert(
    fc.property(
      timed(
        anyPeerInput.map((one) => [one]),
        80,
      ),
      (story) => {
        const peer = new Peer()
        for (const { waitMs, inputs } of story) {
          peer.ms += waitMs
          peer.post(...inputs)
        }
        const log = peer.facts.filter((fact) => kinds[fact.kind].lane !== 'volatile')
        const last = log.filter(
          (fact, i) => !log.slice(i + 1).some(({ kind }) => kind === fact.kind),
        )
        const lane = (name: string) => log.filter((fact) => kinds[fact.kind].lane === name)
        const byLane = [...lane('state'), ...lane('audit')]
        for (const facts of [log, last, byLane, [...lane('audit'), ...lane('state')]]) {
          const { hlc } = moment(0)
          const replayed = facts.reduce(
            (now, fact) => peerHealth.evolve(now, fact, { hlc }),
            unknownPeer('n'),
          )
          expect(replayed.hard).toEqual(peer.state.hard)
        }
      },
    ),
  )
})

it('H27: what the observers settle is a fact at every peer, until they settle otherwise', () => {
  const peer = listening().report(3).wait(4_000)
  peer.post({ kind: 'ballot', ballot: { ...ballot(b, 'dead', 7), since: round(5) } })
  expect(peer.state.hard.tally).toBe('dead')
  expect(peer.wait(30_000).state.hard.tally).toBe('dead')
  peer.report(40).wait(1_100)
  peer.post({ kind: 'ballot', ballot: { ...ballot(b, 'alive', 41), since: round(40) } })
  expect(peer.state.hard.tally).toBe('alive')
})

it('H27: a newer incarnation opens what was settled; reports of an older one are not heard', () => {
  const peer = listening().report(3).wait(4_000)
  peer.post({ kind: 'ballot', ballot: ballot(b, 'dead', 6) })
  expect(peer.report(1, { incarnation: incarnation(2) }).state.hard).toMatchObject({
    incarnation: 2,
    tally: 'open',
  })
  const before = peer.state
  expect(peer.report(9).state).toBe(before)
})

it('H27: one that only listens settles what the observers say', () => {
  const peer = new Peer().assigned(b, c).report(1)
  peer.post(
    { kind: 'ballot', ballot: ballot(b, 'dead', 6) },
    { kind: 'ballot', ballot: ballot(c, 'dead', 6) },
  )
  expect(peer.state.hard.tally).toBe('dead')
  expect(peer.says()).toBeUndefined()
})

it('H5: in a site of two an observer that is not linked settles nothing dead', () => {
  const lone = () => new Peer().assigned(a).report(1).wait(1_000).report(2)
  expect(lone().wait(4_900).state.hard.tally).not.toBe('dead')
  expect(lone().wait(5_100).state.hard.tally).toBe('dead')
  const alone = lone().post({ kind: 'self', self: { ...well, linked: false } })
  expect(alone.wait(30_000).state.hard.tally).not.toBe('dead')
})

it('H8: an observer that began anew and hears no more of a peer counts on from what others say', () => {
  const before = listening().report(900)
  const peer = new Peer()
  peer.state = { ...unknownPeer('n'), hard: before.state.hard }
  peer.assigned(a, b).wait(3_500)
  peer.post({ kind: 'ballot', ballot: ballot(b, 'dead', 950) }).wait(2_100)
  expect(ownBallot(peer.state)).toMatchObject({ opinion: 'dead', round: 952 })
})

it('H8: one that has never met a peer judges the life that others speak of, until it meets another', () => {
  const peer = new Peer().assigned(a, b).wait(3_500)
  peer.post({ kind: 'ballot', ballot: ballot(b, 'dead', 950) }).wait(2_100)
  expect(ownBallot(peer.state)).toMatchObject({ opinion: 'dead', incarnation: 1, round: 952 })
  expect(peer.state.hard).toMatchObject({ incarnation: 1, tally: 'dead' })
  peer.report(1, { incarnation: incarnation(2) }).wait(1_000)
  expect(ownBallot(peer.state)).toMatchObject({ opinion: 'alive', incarnation: 2, round: 2 })
})

it('H8: one that was no observer for a moment goes on after its last ballot, and counts on from what others say', () => {
  const dismissed = () => listening().report(900).wait(5_000).assigned(b).assigned(a, b)
  expect(ownBallot(dismissed().wait(1_000).state)).toMatchObject({ round: 906 })
  const peer = dismissed().post({ kind: 'ballot', ballot: ballot(b, 'dead', 950) })
  expect(ownBallot(peer.wait(3_100).state)).toMatchObject({ opinion: 'dead', round: 953 })
})
