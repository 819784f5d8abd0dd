// Batches and answers that are carried by hand, in virtual time, between a node that is cut off and its owner.
import { expect, it } from 'vitest'
import { createMemoryDisk } from '../../../bus/adapters/memory-store.ts'
import { takeAnswer, writeBatches } from '../../../bus/up/by-hand.ts'
import type { After, Written } from '../../../bus/up/by-hand.ts'
import type { Applied } from '../../../schemas/down.ts'
import { isFault } from '../../../src/kernel/fault.ts'
import type { Fault } from '../../../src/kernel/fault.ts'
import { epoch, sequence } from '../../../src/kernel/ids.ts'
import { whole } from '../../conformance/disk.ts'
import { drafts } from '../../support/journal.ts'
import { beginNode, beginOwner, settled, signers, upWorld } from '../../support/up.ts'
import type { RunningOwner } from '../../support/up.ts'

/** A node that was linked for its first 10 facts and then cut off for 30 more. */
function cutOff() {
  const world = upWorld()
  const { schedule } = world
  const owner = beginOwner(world)
  const cloud: { now: RunningOwner | undefined } = { now: owner }
  const disk = createMemoryDisk(schedule.spawn().clock)
  const node = beginNode(world, disk, () => cloud.now)
  owner.ears = (down) => node.uplink.hear(down)
  const append = (from: number, to: number) =>
    whole(settled<unknown>(schedule, (done) => node.journal.append(drafts(from, to), done)))
  const run = () => schedule.run(schedule.now() + 5_000)
  append(1, 10)
  run()
  cloud.now = undefined
  owner.ears = () => undefined
  append(11, 40)
  run()
  const write = (after: After = {}): Written | Fault =>
    settled(schedule, (done) =>
      writeBatches({ journal: node.journal, sign: signers.node.sign }, after, done),
    )
  const bring = ({ batches }: Written) => {
    for (const batch of batches) {
      owner.owner.hear(batch)
      run()
    }
  }
  const answer = (claim: Applied) =>
    settled<string | Fault>(schedule, (done) => takeAnswer(node.journal, claim, done))
  const answers = () => owner.said.flatMap((down) => (down.kind === 'applied' ? [down] : []))
  return { owner, node, write, bring, answer, answers }
}

it('J38: what a cut node has not confirmed goes by hand, and however often it is brought, it is taken once', () => {
  const { owner, write, bring } = cutOff()
  expect(owner.took).toHaveLength(10)
  const written = whole(write())
  expect(written.lanes).toContainEqual({ lane: 'state', after: 10, last: 40 })
  bring(written)
  bring(written)
  expect(owner.took.map(({ seq }) => seq)).toEqual(Array.from({ length: 40 }, (_, n) => n + 1))
})

it('J38: from a named sequence on; one that is not there is refused', () => {
  const { owner, write, bring } = cutOff()
  bring(whole(write({ state: sequence(35) })))
  expect(owner.took).toHaveLength(10)
  expect(owner.said).toContainEqual(expect.objectContaining({ kind: 'want', after: 10 }))
  bring(whole(write({ state: sequence(5) })))
  expect(owner.took).toHaveLength(40)
  expect(write({ state: sequence(41) })).toMatchObject({ code: 'GONE' })
})

it('J38: a lane without news is asked about all the same, so that its owner answers', () => {
  const { write, bring, answers, answer } = cutOff()
  bring(whole(write()))
  const before = answers().length
  for (const claim of answers()) answer(claim)
  bring(whole(write()))
  expect(
    answers()
      .slice(before)
      .map(({ lane }) => lane),
  ).toEqual(['state', 'telemetry', 'audit'])
})

it('J39: an answer that is brought back confirms the lane, once', () => {
  const { node, write, bring, answer, answers } = cutOff()
  bring(whole(write()))
  const claim = answers().findLast(({ lane }) => lane === 'state') as Applied
  expect(answer(claim)).toBe('confirmed')
  expect(node.journal.position('state').confirmed).toBe(40)
  expect(answer(claim)).toBe('known')
  expect(whole(write()).lanes).toContainEqual({ lane: 'state', after: 40, last: 40 })
})

it('J39: an answer about another history changes nothing', () => {
  const { node, write, bring, answer, answers } = cutOff()
  bring(whole(write()))
  const claim = answers().findLast(({ lane }) => lane === 'state') as Applied
  const wrong: readonly Partial<Applied>[] = [
    { chain: new Uint8Array(32) },
    { upTo: sequence(41) },
    { epoch: epoch(claim.epoch + 1) },
    { epoch: epoch(claim.epoch - 1) },
  ]
  for (const change of wrong) {
    const outcome = answer({ ...claim, ...change })
    expect(isFault(outcome) && outcome.code).toBe('CONFLICT')
  }
  expect(node.journal.position('state').confirmed).toBe(10)
})
