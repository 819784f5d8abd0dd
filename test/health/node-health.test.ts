// The health of one node: each way in and out of a verdict, the hold, and what Kubernetes is told.
import { expect, it } from 'vitest'
import { nodeHealth } from '../../src/health/node-health.ts'
import { isolatedTaint } from '../../src/health/node-reconcile.ts'
import { nodeStatus } from '../../src/health/status.ts'
import { unknownNode } from '../../src/health/node-state.ts'
import { incarnation, round, siteId } from '../../src/kernel/ids.ts'
import type { NodeId } from '../../src/kernel/ids.ts'
import type { NodeInput } from '../../src/health/inputs.ts'
import type { Ballot } from '../../src/health/words.ts'
import { ballot, beat, config, moment, peers, seen } from './arbitraries.ts'
import { Driver } from './node-driver.ts'

const enrolled = () => new Driver().enrol()
/** Not heard for a full window and a beat, and found dead by its peers. */
const failed = () => enrolled().wait(3_400).say('dead', 4).wait(200)
const isolated = () => enrolled().wait(3_400).say('alive', 4).wait(200)

it('H9: a node that is not heard is isolated while its peers see it, with the evidence', () => {
  const node = isolated()
  expect(node.verdict).toBe('isolated')
  expect(node.of('verdict-reached')[0]?.evidence).toMatchObject({
    heard: false,
    beatAgoMs: 3_500,
    tally: 'alive',
    round: 4,
    because: 'the cloud has not heard it and its peers still see it',
  })
  expect(node.of('verdict-reached')[0]?.evidence.ballots).toHaveLength(2)
})

it('H9: a node that is not heard fails when its peers settle dead, and is healthy when heard', () => {
  expect(failed().verdict).toBe('failed')
  const back = isolated().post({ kind: 'beat', beat: beat(), path: 'direct' })
  expect(back.verdict).toBe('healthy')
  const late = isolated().say('dead', 6)
  expect(late.verdict).toBe('failed')
})

it('H9: a node that is heard is healthy whatever its peers say', () => {
  const node = enrolled()
  for (let i = 4; i < 14; i++) {
    node.wait(500).say('dead', i).post({ kind: 'beat', beat: beat(), path: 'direct' })
  }
  expect(node.verdict).toBe('healthy')
})

it('H11: while a peer relays its beats it is isolated, never failed', () => {
  const node = enrolled()
  for (let i = 1; i < 16; i++) {
    node.wait(500).say('dead', i).post({ kind: 'beat', beat: beat(), path: 'relayed' })
  }
  expect(node.verdict).toBe('isolated')
  expect(node.wait(2_900).say('dead', 20).verdict).toBe('isolated')
  expect(node.wait(200).verdict).toBe('failed')
})

it('H12: in a site that is cut it is isolated, and fails when the site is back and it is not', () => {
  const node = enrolled().post({ kind: 'site', site: siteId('s'), cut: true })
  node.wait(3_400).say('dead', 4).wait(200)
  expect(node.verdict).toBe('isolated')
  node.post({ kind: 'site', site: siteId('s'), cut: false })
  expect(node.verdict).toBe('failed')
})

it('H33: who is silent and plainly dead fails without the further beat; nobody else does', () => {
  const silent = () => enrolled().wait(2_900)
  expect(silent().say('dead', 4).wait(99).verdict).toBe('healthy')
  expect(silent().say('dead', 4).wait(100).verdict).toBe('failed')
  expect(silent().say('alive', 4).wait(599).verdict).toBe('healthy')
  expect(silent().say('dead', 4, 1).wait(599).verdict).toBe('healthy')
})

it('H33: observers that are heard through others, or not just now, or are only some of the site, wait for the further beat', () => {
  const relayed = enrolled().wait(2_900).say('dead', 4, 2, false)
  expect([relayed.wait(599).verdict, relayed.wait(1).verdict]).toEqual(['healthy', 'failed'])
  const before = enrolled().wait(1_900).say('dead', 3)
  expect([before.wait(1_599).verdict, before.wait(1).verdict]).toEqual(['healthy', 'failed'])
  const large = new Driver().enrol(6).wait(2_900).say('dead', 4, 6)
  expect([large.wait(599).verdict, large.wait(1).verdict]).toEqual(['healthy', 'failed'])
})

/** A second life, which peers that say `dead` of the first have not met. */
const reborn = (observers = 2) =>
  new Driver()
    .enrol(observers)
    .post({ kind: 'beat', beat: beat({ incarnation: incarnation(2) }), path: 'direct' })

it('C38: a node that dies before its peers met its new life fails by what they say of the former one', () => {
  expect(reborn().wait(3_400).say('dead', 30).wait(200).verdict).toBe('failed')
  expect(reborn().wait(3_400).say('alive', 30).wait(200).verdict).toBe('isolated')
})

it('C38: what was said of a former life before the cloud heard nothing for a silence says nothing', () => {
  expect(reborn().wait(2_900).say('dead', 30).wait(1_000).verdict).toBe('isolated')
})

it('C38: some have met the new life and some have not: what both say counts together', () => {
  const said = (peer: number, at: number, of: number): NodeInput => {
    const one = { ...ballot(peers[peer] as NodeId, 'dead', at), incarnation: incarnation(of) }
    return { kind: 'ballot', ballot: one, observerHeard: true }
  }
  const node = reborn(3)
    .wait(3_100)
    .post(said(0, 7, 2), said(1, 30, 1))
  expect(node.wait(500).verdict).toBe('failed')
})

it('C38: a lone peer’s word of a former life must have stood for several rounds', () => {
  const long = { ...ballot(peers[0] as NodeId, 'dead', 30), since: round(28) }
  const said = (one: Ballot) =>
    reborn(1).wait(3_400).post({ kind: 'ballot', ballot: one, observerHeard: true }).wait(200)
      .verdict
  expect(said({ ...long, since: round(29) })).toBe('isolated')
  expect(said(long)).toBe('failed')
})

/** Beats for so long, one each so many ms. */
function beating(node: Driver, forMs: number, eachMs = 500): Driver {
  for (let ms = 0; ms < forMs; ms += eachMs)
    node.wait(eachMs).post({ kind: 'beat', beat: beat(), path: 'direct' })
  return node
}

/** How long a node that beats again is still isolated. */
function returnMs(node: Driver): number {
  for (let ms = 0; ms <= 20_000; ms += 500) {
    node.wait(ms === 0 ? 0 : 500).post({ kind: 'beat', beat: beat(), path: 'direct' })
    if (node.verdict === 'healthy') return ms
  }
  return Infinity
}

it('H34: who comes back once is healthy at once; who comes and goes must beat steadily, longer each time, up to a bound', () => {
  const node = enrolled()
  const stays = [1, 2, 3, 4, 5, 6].map(() => returnMs(node.wait(4_000)))
  expect(stays).toEqual([0, 1_000, 2_000, 2_000, 2_000, 2_000])
})

it('H34: a beat that is missing begins the row anew, and a row after a long calm is not asked for', () => {
  const node = enrolled()
  for (let i = 0; i < 3; i++) returnMs(node.wait(4_000))
  node.wait(4_000)
  expect(beating(node, 20 * 1_000, 1_000).verdict).toBe('healthy')
  expect(returnMs(node.wait(4_000))).toBe(0)
})

it('H34: while only a beat in six comes through it stays isolated, and says why', () => {
  const node = enrolled()
  for (let i = 0; i < 12; i++) node.wait(4_000).post({ kind: 'beat', beat: beat(), path: 'direct' })
  expect(node.of('verdict-reached').map(({ verdict }) => verdict)).toEqual([
    'isolated',
    'healthy',
    'isolated',
  ])
  expect(nodeStatus(node.state, moment(node.ms).mono, config)).toMatchObject({
    verdict: 'isolated',
    note: 'it is heard again, but not steadily yet',
  })
})

it('H34: the longest hold does not end while the node is heard now and then', () => {
  const node = new Driver().enrol(2, { maxHoldMs: 10_000 })
  for (let i = 0; i < 12; i++) node.wait(4_000).post({ kind: 'beat', beat: beat(), path: 'direct' })
  expect(node.of('hold-ended')).toEqual([])
  expect(node.wait(13_500).of('hold-ended')).toHaveLength(1)
})

it('H14: a judge that has just begun reaches nothing worse before a full window; what was known stays', () => {
  const node = isolated().restart().post({ kind: 'hearing', up: true })
  node.post({ kind: 'observers', observers: peers.slice(0, 2) })
  node.wait(2_900).say('dead', 9)
  expect(node.verdict).toBe('isolated')
  node.wait(200)
  expect(node.verdict).toBe('failed')
})

it('H14: while the bus is lost nothing gets worse, however long, and a full window after it is back', () => {
  const node = enrolled().post({ kind: 'hearing', up: false }).wait(60_000).say('dead', 60)
  expect(node.verdict).toBe('healthy')
  node.post({ kind: 'hearing', up: true }).wait(2_900).say('dead', 63)
  expect(node.verdict).toBe('healthy')
  expect(node.wait(200).verdict).toBe('failed')
})

it('H18: a Lease is renewed when it is at its share of the grace, before any verdict', () => {
  const node = enrolled().wait(2_399)
  expect(node.kinds()).toEqual([])
  expect(node.wait(1).kinds()).toEqual(['renew-lease'])
  expect(node.renew(true).kinds()).toEqual([])
  expect(node.verdict).toBe('healthy')
})

it('H18: a holder that has just begun holds at the first sight of a Lease that may be old', () => {
  const node = isolated().restart()
  node.post({ kind: 'node-seen', seen: seen({ linked: 'False', taints: [isolatedTaint] }) })
  expect(node.kinds()).toEqual([])
  const old = { own: false, renewMicros: node.renewMicros - 5e9 }
  expect(node.post({ kind: 'lease-seen', seen: old }).kinds()).toEqual(['renew-lease'])
})

it('H18: a clock that is ahead does not make a Lease look fresh', () => {
  const node = isolated()
    .restart()
    .post({ kind: 'node-seen', seen: seen({ linked: 'False' }) })
  const ahead = { own: false, renewMicros: node.renewMicros + 3.6e9 }
  expect(node.post({ kind: 'lease-seen', seen: ahead }).kinds()).toContain('renew-lease')
})

it('H32: only a renewal later than all before is one to Kubernetes; a kubelet whose clock is behind is held and heard', () => {
  const node = enrolled()
  let latest = node.renewMicros
  for (let i = 1; i <= 8; i++) {
    const seen = { own: false, renewMicros: latest - 3.6e9 + i * 1e6 }
    node.wait(1_000).post({ kind: 'lease-seen', seen })
    const renewal = { key: 'lease/n', kind: 'renew-lease', node: 'n', afterMicros: latest }
    expect(node.wanted().actions).toEqual([{ ...renewal, leapMs: 0 }])
    latest += 1
    node.post({ kind: 'lease-seen', seen: { own: true, renewMicros: latest } })
    expect(node.kinds()).toEqual([])
  }
  expect(node.verdict).toBe('healthy')
})

it('H32: what a holder wrote last counts, though a kubelet whose clock is behind replaced it', () => {
  const node = isolated().restart()
  const seen = { own: false, renewMicros: node.renewMicros - 3.6e9, heldMicros: node.renewMicros }
  node.post({ kind: 'lease-seen', seen })
  expect(node.wanted().actions).toContainEqual(
    expect.objectContaining({ kind: 'renew-lease', afterMicros: node.renewMicros }),
  )
})

it('H18: a failed node’s Lease is left to grow old', () => {
  expect(failed().wait(10_000).kinds()).not.toContain('renew-lease')
})

it('H18: what turned Unknown while it is held is restored, unless its kubelet is there to report', () => {
  const unknown = seen({ ready: 'Unknown', linked: 'False', taints: [isolatedTaint] })
  const node = isolated().post({ kind: 'node-seen', seen: unknown })
  expect(node.kinds()).toContain('restore-ready')
  expect(node.renew(false).kinds()).not.toContain('restore-ready')
  expect(failed().post({ kind: 'node-seen', seen: unknown }).kinds()).not.toContain('restore-ready')
})

it('H19: the longest hold ends it; the verdict stays, and a new verdict begins a new hold', () => {
  const node = new Driver().enrol(2, { maxHoldMs: 10_000 }).wait(3_600)
  expect(node.wait(9_000).of('hold-ended')).toEqual([])
  node.wait(2_000)
  expect(node.of('hold-ended')).toHaveLength(1)
  expect(node.verdict).toBe('isolated')
  expect(node.kinds()).not.toContain('renew-lease')
  node.post({ kind: 'beat', beat: beat(), path: 'direct' }).wait(2_500)
  expect(node.kinds()).toContain('renew-lease')
})

it('H15: a hold that ended long ago does not end the next one when only the last facts are left', () => {
  const node = new Driver().enrol(2, { maxHoldMs: 10_000 }).wait(20_000)
  node.post({ kind: 'beat', beat: beat(), path: 'direct' }).wait(5_000)
  expect(node.state.hard).toMatchObject({ verdict: 'isolated', holdEnded: false })
  const last = node.facts.filter(
    ({ kind }, i) => !node.facts.slice(i + 1).some((later) => later.kind === kind),
  )
  const { hlc } = moment(0)
  const replayed = last.reduce(
    (now, fact) => nodeHealth.evolve(now, fact, { hlc }),
    unknownNode('n'),
  )
  expect(replayed.hard.holdEnded).toBe(false)
})

it('H19: the longest hold of all nodes is configured; a node’s own stands before it', () => {
  const short = { ...config, maxHoldMs: 5_000 }
  expect(new Driver(short).enrol().wait(20_000).of('hold-ended')).toHaveLength(1)
  const forEver = new Driver(short).enrol(2, { maxHoldMs: Infinity }).wait(60_000)
  expect(forEver.of('hold-ended')).toEqual([])
})

it('H20: a failed node’s session is over: its beats ask for rebirth, and a newer incarnation is healthy', () => {
  const node = failed().post({ kind: 'beat', beat: beat(), path: 'direct' })
  expect(node.verdict).toBe('failed')
  expect(node.wanted().actions).toContainEqual({
    kind: 'ask-rebirth',
    key: 'rebirth/n',
    node: 'n',
    above: 1,
  })
  node.post({ kind: 'beat', beat: beat({ incarnation: incarnation(2) }), path: 'direct' })
  expect(node.verdict).toBe('healthy')
  expect(node.of('node-born')).toHaveLength(1)
  expect(node.kinds()).not.toContain('ask-rebirth')
})

it('H20: the session stays over when its kubelet or its peers brought the node back before', () => {
  const node = failed().renew(false)
  expect(node.verdict).toBe('healthy')
  node.post({ kind: 'beat', beat: beat(), path: 'direct' })
  expect(node.kinds()).toContain('ask-rebirth')
})

it('H20: an agent that lost its folder and counts from 1 again is told to begin above what is known', () => {
  const node = enrolled().post({
    kind: 'beat',
    beat: beat({ incarnation: incarnation(7) }),
    path: 'direct',
  })
  node.post({ kind: 'beat', beat: beat({ incarnation: incarnation(1) }), path: 'direct' })
  expect(node.wanted().actions).toContainEqual(expect.objectContaining({ above: 7 }))
})

it('H31: the known incarnation of another journal is another life under its number, and is born again', () => {
  const lost = beat({ stateEpoch: 9 })
  const node = enrolled().post({ kind: 'beat', beat: lost, path: 'direct' })
  expect(node.wanted().actions).toContainEqual(expect.objectContaining({ above: 1 }))
  const born = beat({ incarnation: incarnation(2), stateEpoch: 9 })
  node.post({ kind: 'beat', beat: born, path: 'direct' })
  expect(node.of('node-born').at(-1)).toMatchObject({ incarnation: 2, epoch: 9 })
  expect(node.kinds()).not.toContain('ask-rebirth')
})

it('H20: it is asked while the ended session beats, and no longer', () => {
  const node = failed().post({ kind: 'beat', beat: beat(), path: 'direct' }).wait(1_100)
  expect(node.kinds()).not.toContain('ask-rebirth')
})

it('H20: an ended session that beats on and cannot hear us lives: isolated, not failed', () => {
  const node = failed()
  for (let i = 0; i < 8; i++) node.post({ kind: 'beat', beat: beat(), path: 'direct' }).wait(500)
  expect(node.verdict).toBe('isolated')
})

it('H10: peers that see a failed node again bring it back, but only in a later round', () => {
  const node = failed()
  expect(node.say('alive', 4).verdict).toBe('failed')
  expect(node.wait(3_000).say('alive', 4).verdict).toBe('failed')
  expect(node.wait(9_000).say('alive', 5).verdict).toBe('isolated')
})

it('H21: a kubelet that renews its own Lease is heard; what a holder renewed is not', () => {
  const node = enrolled()
  for (let i = 0; i < 10; i++) node.wait(1_000).renew(false)
  expect(node.verdict).toBe('healthy')
  for (let i = 0; i < 4; i++) node.wait(1_000).renew(true)
  expect(node.verdict).toBe('isolated')
})

it('H21: a renewal seen for the first time tells nothing of when it was made', () => {
  const node = isolated().restart().post({ kind: 'hearing', up: true }).renew(false)
  expect(node.verdict).toBe('isolated')
  expect(node.wait(100).renew(false).verdict).toBe('healthy')
})

it('H21: an agent is away when its kubelet alone is heard for a silence, and returns with a beat', () => {
  const node = enrolled()
  for (let i = 0; i < 4; i++) node.wait(1_000).renew(false)
  expect(node.of('agent-lost')).toHaveLength(1)
  node.post({ kind: 'beat', beat: beat(), path: 'direct' })
  expect(node.of('agent-returned')).toHaveLength(1)
  const both = isolated().renew(false).wait(500)
  expect(both.post({ kind: 'beat', beat: beat(), path: 'direct' }).of('agent-lost')).toEqual([])
})

it('H21: who falls silent as a whole, its last renewal after its last beat, has lost no agent', () => {
  const node = enrolled().wait(900).renew(false).wait(20_000)
  expect(node.verdict).toBe('isolated')
  expect(node.of('agent-lost')).toEqual([])
})

it('H22: a node whose agent says its kubelet is dead is not held; Kubernetes decides', () => {
  const node = enrolled().post({ kind: 'beat', beat: beat({ kubelet: 'dead' }), path: 'direct' })
  expect(node.of('kubelet-reported')).toHaveLength(1)
  expect(node.wait(2_500).kinds()).toEqual([])
  expect(node.verdict).toBe('healthy')
  node.post({ kind: 'beat', beat: beat({ kubelet: 'unknown' }), path: 'direct' })
  expect(node.kinds()).toEqual([])
  node.post({ kind: 'beat', beat: beat(), path: 'direct' })
  expect(node.kinds()).toEqual(['renew-lease'])
})

/** Seed 603. */
it('H22: a kubelet that renews its Lease after its agent called it dead lives, whoever is not heard', () => {
  const node = enrolled().post({ kind: 'beat', beat: beat({ kubelet: 'dead' }), path: 'direct' })
  node.wait(500).renew(false).wait(2_500)
  expect(node.kinds()).toContain('renew-lease')
  node.post({ kind: 'beat', beat: beat({ kubelet: 'dead' }), path: 'direct' })
  expect(node.kinds()).not.toContain('renew-lease')
})

it('H23: a silent node that is declared failed stays so until it is born anew, which it is asked to be', () => {
  const node = isolated().post({ kind: 'declare', verdict: 'failed', by: 'ann' }).wait(5_000)
  expect(node.say('alive', 20).renew(false).verdict).toBe('failed')
  expect(node.kinds()).not.toContain('renew-lease')
  node.post({ kind: 'beat', beat: beat(), path: 'direct' })
  expect([node.verdict, node.kinds()]).toEqual(['failed', expect.arrayContaining(['ask-rebirth'])])
  node.post({ kind: 'beat', beat: beat({ incarnation: incarnation(2) }), path: 'direct' })
  expect(node.verdict).toBe('healthy')
})

it('H23: a node that is declared failed while it is heard stays so, whatever it says, also across a restart', () => {
  const node = enrolled().post({ kind: 'declare', verdict: 'failed', by: 'ann' })
  const goesOn = () => {
    for (let i = 0; i < 20; i++) {
      node.wait(500).renew(false).post({ kind: 'beat', beat: beat(), path: 'direct' })
      expect([node.verdict, node.kinds()]).toEqual([
        'failed',
        expect.not.arrayContaining(['ask-rebirth', 'renew-lease']),
      ])
    }
  }
  goesOn()
  node.restart().enrol()
  goesOn()
  node.post({ kind: 'declare', verdict: 'healthy', by: 'ann' })
  expect(node.verdict).toBe('healthy')
  node.post({ kind: 'declare', verdict: 'failed', by: 'ann' })
  node.post({ kind: 'beat', beat: beat({ incarnation: incarnation(2) }), path: 'direct' })
  expect(node.verdict).toBe('healthy')
})

it('H23: what an operator declares healthy is so for a full window, then judged anew', () => {
  const node = failed().post({ kind: 'declare', verdict: 'healthy', by: 'ann' })
  expect(node.wait(3_400).verdict).toBe('healthy')
  expect(node.kinds()).toContain('renew-lease')
  expect(node.wait(200).verdict).toBe('isolated')
})

it('H23: a node that is not managed cannot be declared anything', () => {
  const node = new Driver().post({ kind: 'declare', verdict: 'failed', by: 'ann' })
  expect(node.facts).toEqual([])
})

it('H24: a node that is not healthy wants the taint and the condition until they are seen', () => {
  const node = isolated()
  expect(node.kinds()).toEqual(['renew-lease', 'set-taint', 'set-linked'])
  const told = seen({ linked: 'False', taints: [isolatedTaint] })
  expect(node.renew(true).post({ kind: 'node-seen', seen: told }).kinds()).toEqual([])
  node.post({ kind: 'beat', beat: beat(), path: 'direct' })
  expect(node.wanted().actions).toMatchObject([
    { kind: 'set-taint', present: false },
    { kind: 'set-linked', linked: true },
  ])
  const clean = seen({ linked: 'True' })
  expect(node.post({ kind: 'node-seen', seen: clean }).kinds()).toEqual([])
})

it('H25: a node is managed once it has beaten and Kubernetes knows it, in either order', () => {
  const first = new Driver().post({ kind: 'beat', beat: beat(), path: 'direct' })
  expect(first.state.hard.enrolled).toBe(false)
  expect(first.post({ kind: 'node-seen', seen: seen() }).of('node-enrolled')).toMatchObject([
    { site: 's', incarnation: 1, kubelet: 'ok' },
  ])
})

it('H25: a node that Kubernetes deleted is forgotten, and managed anew when it is back', () => {
  const node = failed().post({ kind: 'node-seen', seen: undefined })
  expect(node.of('node-forgotten')).toHaveLength(1)
  expect(node.state.hard.enrolled).toBe(false)
  expect(node.of('presence-changed').at(-1)).toMatchObject({ presence: 'left' })
  node.post({ kind: 'beat', beat: beat(), path: 'direct' }, { kind: 'node-seen', seen: seen() })
  expect(node.state.hard).toMatchObject({ enrolled: true, verdict: 'healthy' })
})

it('H25: a node that changes its site leaves one and joins the other, without its old site’s cut', () => {
  const node = enrolled().post({ kind: 'site', site: siteId('s'), cut: true })
  node.post({ kind: 'node-seen', seen: seen({ site: siteId('t') }) })
  expect(node.of('presence-changed').slice(-2)).toMatchObject([
    { site: 's', presence: 'left' },
    { site: 't', presence: 'heard' },
  ])
  expect(node.state).toMatchObject({ hard: { site: 't' }, soft: { siteCut: false } })
})

it('H29: ballots of a beat are told at once when they are new or dead, else once in a while', () => {
  const node = enrolled()
  const said = (opinion: 'alive' | 'dead', since: number) => ({
    kind: 'beat' as const,
    path: 'direct' as const,
    beat: beat({
      ballots: [{ ...beat().ballots[0], ...ballotAbout(opinion, since) }],
    }),
  })
  const told = () => node.of('beat-heard').at(-1)?.told.length
  node.wait(6_000).post(said('alive', 1))
  expect(told()).toBe(1)
  expect(node.wait(500).post(said('alive', 1)) && told()).toBe(0)
  expect(node.wait(500).post(said('dead', 9)) && told()).toBe(1)
  expect(node.wait(500).post(said('dead', 9)) && told()).toBe(1)
  expect(node.wait(500).post(said('alive', 11)) && told()).toBe(1)
  expect(node.wait(500).post(said('alive', 11)) && told()).toBe(0)
  expect(node.wait(3_500).post({ kind: 'beat', beat: beat(), path: 'direct' }) && told()).toBe(0)
  expect(node.wait(2_500).post(said('alive', 11)) && told()).toBe(1)
})

function ballotAbout(opinion: 'alive' | 'dead', since: number) {
  return {
    observer: 'n' as never,
    subject: 'p' as never,
    incarnation: incarnation(1),
    since: since as never,
    round: (since + 5) as never,
    opinion,
  }
}

it('H18: a process that knows nothing wants nothing', () => {
  expect(new Driver().wanted()).toEqual({ actions: [] })
  expect(new Driver().post({ kind: 'tick' }).facts).toEqual([])
  expect(moment(0).mono).toBe(0)
})

it('C39: a beat that does not introduce its node makes it managed by no means', () => {
  const node = new Driver().post(
    { kind: 'node-seen', seen: seen() },
    { kind: 'beat', beat: beat({ introduction: undefined }), path: 'direct' },
  )
  expect(node.state.hard.enrolled).toBe(false)
  expect(node.post({ kind: 'beat', beat: beat(), path: 'direct' }).state.hard.enrolled).toBe(true)
})
