// What people see of a node: its line in `status`, and the lines of `why`.
import { expect, it } from 'vitest'
import { nodeStatus } from '../../src/health/status.ts'
import { whyLines, type Decision } from '../../src/health/why.ts'
import type { Evidence } from '../../src/health/words.ts'
import { incarnation, round, type NodeId } from '../../src/kernel/ids.ts'
import { monoMs, wallMs } from '../../src/kernel/time.ts'
import { ballot, beat, config, peers } from './arbitraries.ts'
import { Driver } from './node-driver.ts'

const line = (node: Driver) => nodeStatus(node.state, monoMs(node.ms), config)
const [a, b] = peers as [NodeId, NodeId]

it('H28: status says link, verdict and ballots at a glance, and whether the node is held', () => {
  const node = new Driver().enrol()
  expect(line(node)).toMatchObject({
    link: 'linked',
    verdict: 'healthy',
    ballots: '-',
    held: false,
  })
  node.say('alive', 2).post({ kind: 'beat', beat: beat(), path: 'relayed' }).wait(3_000)
  expect(line(node)).toMatchObject({ link: 'alone', ballots: '2 alive', held: true, note: '' })
  const torn = new Driver().enrol().say('alive', 2, 1)
  torn.post({ kind: 'ballot', ballot: ballot(b, 'dead', 2), observerHeard: true })
  expect(line(torn).ballots).toBe('1 alive 1 dead')
  const relayed = node.post({ kind: 'beat', beat: beat(), path: 'relayed' })
  expect(line(relayed).link).toBe('relayed')
})

it('H28: status and why say through which peer the beats of a node come, while they do', () => {
  const node = new Driver().enrol().wait(3_000)
  node.post({ kind: 'beat', beat: beat(), path: 'relayed', relay: a })
  expect(line(node)).toMatchObject({ relay: a, note: `its beats come through ${a}` })
  const why = whyLines({ state: node.state, decisions: [] }, monoMs(node.ms), config)
  expect(why).toContain(`now: its beats come through ${a}`)
  expect(line(node.wait(3_000))).toMatchObject({ relay: undefined, note: '' })
})

it('H28: status notes an agent that is away, a kubelet that is dead, and an operator’s word', () => {
  const away = new Driver().enrol()
  for (let i = 0; i < 4; i++) away.wait(1_000).renew(false)
  expect(line(away)).toMatchObject({ agent: 'away', note: 'its agent is away' })
  expect(line(away.wait(10_000))).toMatchObject({ agent: 'unknown', note: '' })
  const word = new Driver().enrol().post({ kind: 'declare', verdict: 'failed', by: 'ann' })
  expect(line(word)).toMatchObject({ agent: 'present', note: 'declared failed by an operator' })
  word.post({ kind: 'declare', verdict: 'healthy', by: 'ann' })
  expect(line(word).note).toBe('')
  const dead = new Driver().enrol()
  dead.post({ kind: 'beat', beat: beat({ kubelet: 'dead' }), path: 'direct' })
  expect(line(dead)).toMatchObject({ kubelet: 'dead', held: false })
})

const evidence: Evidence = {
  heard: false,
  beatAgoMs: 3_540,
  leaseAgoMs: undefined,
  relayedAgoMs: undefined,
  tally: 'alive',
  incarnation: incarnation(1),
  round: round(4),
  ballots: [ballot(a, 'alive', 4), ballot(b, 'abstain', 4)],
  observers: [a, b],
  siteCut: false,
  because: 'the cloud has not heard it and its peers still see it',
}

it('H28: why begins with the verdict, lists ballots one a line, and earlier verdicts below history', () => {
  const node = new Driver().enrol().wait(3_400).say('alive', 4).wait(200)
  const at = node.state.hard.since?.wallMs ?? wallMs(0)
  const decisions: readonly Decision[] = [
    {
      verdict: 'failed',
      previous: 'healthy',
      at: wallMs(at - 9e6),
      evidence: undefined,
      declaredBy: 'ann',
    },
    { verdict: 'isolated', previous: 'failed', at, evidence, declaredBy: undefined },
  ]
  expect(whyLines({ state: node.state, decisions }, monoMs(node.ms), config)).toEqual([
    'node/n: isolated since 2026-09-21T14:13:24.500Z',
    'the cloud has not heard it and its peers still see it',
    'last beat 3.5 s before',
    'observed by a, b',
    'round 4 of incarnation 1',
    'a alive',
    'b abstain',
    'history',
    '2026-09-21T11:43:24.500Z healthy → failed: declared by ann',
  ])
})

it('H28: why of a node that was never judged shows the ballots of now', () => {
  const node = new Driver().enrol().say('alive', 2)
  const lines = whyLines({ state: node.state, decisions: [] }, monoMs(node.ms), config)
  expect(lines[0]).toMatch(/^node\/n: healthy since \S+Z$/)
  expect(lines.slice(-2)).toEqual(['a alive', 'b alive'])
  expect(lines).not.toContain('history')
})
