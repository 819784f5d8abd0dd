// The desk of an owner of feeds: who is answered, in which turn, and how large answers travel.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { openDoor } from '../../../bus/door.ts'
import { feedConfig } from '../../../bus/feed/config.ts'
import { FeedDesk } from '../../../bus/feed/desk.ts'
import { Assembly, takeApart } from '../../../bus/feed/parts.ts'
import { Turns } from '../../../bus/feed/turns.ts'
import type { Down } from '../../../schemas/down.ts'
import { limits } from '../../../schemas/limits.ts'
import { sealSigned } from '../../../schemas/signed.ts'
import { encodeSyncAsk } from '../../../schemas/sync-ask.ts'
import type { NodeAsk } from '../../../schemas/sync-ask.ts'
import { decodeSyncAnswer } from '../../../schemas/sync-answer.ts'
import { isFault } from '../../../src/kernel/fault.ts'
import { nodeId } from '../../../src/kernel/ids.ts'
import { monoMs } from '../../../src/kernel/time.ts'
import type { SyncAnswer } from '../../../src/mirror/sync.ts'
import { body, feedWorld, thing } from '../../support/feed-owner.ts'
import { keyring } from '../../support/small-cloud.ts'

const node = nodeId('n')
const page = (scope: NodeAsk['scope'], epoch: number, after = 0): NodeAsk => ({
  node,
  ask: 7,
  scope,
  epoch,
  what: { kind: 'page', after },
})

/** A desk over an owner with one scope, and what it said. */
function deskWorld() {
  const world = feedWorld()
  const keys = keyring()
  const said: Down[] = []
  const damaged: string[] = []
  const { owner, store } = world.open()
  const door = openDoor(() => {}, world.clock.mono)
  const desk = new FeedDesk({
    clock: world.clock,
    keyring: world.keys,
    config: feedConfig,
    door,
    stateOf: (scope) => owner.stateOf(scope),
    store,
    payloadBytesMax: limits.payloadBytes,
    keyOf: (of) => (of === node ? keys.publicKeys.sign : undefined),
    mayFollow: (of, scope) => of === node && (scope === 'all' || scope === 'node/n'),
    say: (_, down) => void said.push(down),
    damaged: (scope) => void damaged.push(scope),
  })
  const sealedBy = (asked: NodeAsk, by = keys, signer = 'node/n') =>
    sealSigned({ context: 'sync', signer }, encodeSyncAsk(asked), by.sign)
  const ask = (asked: NodeAsk, by = keys, signer = 'node/n') => {
    desk.hear(asked.node, sealedBy(asked, by, signer))
    world.run()
  }
  const assembly = new Assembly(world.clock.mono)
  const answers = (): readonly SyncAnswer[] =>
    said.flatMap((down) => {
      const whole =
        down.kind === 'part'
          ? assembly.take(down)
          : down.kind === 'sync-answered'
            ? down.answer
            : undefined
      const answer = whole === undefined ? undefined : decodeSyncAnswer(whole)
      if (isFault(answer)) throw answer
      return answer === undefined ? [] : [answer]
    })
  return { world, owner, store, desk, door, ask, sealedBy, said, answers, damaged }
}

it('D21: a feed is served only once all its objects were placed', () => {
  const { world, owner, ask, answers } = deskWorld()
  owner.own('all')
  owner.place({ scope: 'all', key: thing('x'), body: body('one') })
  world.run()
  const epoch = owner.stateOf('all')?.place.epoch ?? 0
  ask(page('all', epoch))
  expect(answers()).toEqual([])
  owner.complete('all', () => true)
  world.run()
  ask(page('all', epoch))
  expect(answers()).toMatchObject([
    {
      ask: 7,
      scope: 'all',
      epoch,
      said: { kind: 'page', through: 1, head: 1, facts: [{ seq: 1 }] },
    },
  ])
})

it('D21: who stands in another epoch, behind the floor or beyond the head is given digests', () => {
  const { world, owner, ask, answers } = deskWorld()
  owner.own('all')
  owner.place({ scope: 'all', key: thing('x'), body: body('one') })
  owner.complete('all', () => true)
  world.run()
  const epoch = owner.stateOf('all')?.place.epoch ?? 0
  for (const asked of [page('all', epoch - 1), page('all', epoch, 2)]) ask(asked)
  expect(answers().map(({ said }) => said.kind)).toEqual(['digests', 'digests'])
})

it('D22: only a known node is answered, with its own signature, about its own feeds; the rest is counted', () => {
  const { owner, desk, door, ask, said } = deskWorld()
  owner.own('all')
  owner.complete('all', () => true)
  ask({ ...page('all', 1), node: nodeId('stranger') }, keyring(), 'node/stranger')
  ask(page('all', 1), keyring())
  ask(page('all', 1), undefined, 'node/other')
  ask(page('node/other', 1))
  ask({ ...page('all', 1), ask: 0 })
  desk.hear(node, new Uint8Array(99))
  expect(said).toEqual([])
  expect(door.refused()).toMatchObject({
    'question of a stranger': 1,
    'question refused': 3,
    'question for the feed of another': 1,
    'question unreadable': 1,
  })
})

it('C35: a question that waits already is answered once, and while one waits its node is not to be told anything', () => {
  const { world, owner, desk, sealedBy, said } = deskWorld()
  owner.own('all')
  owner.complete('all', () => true)
  world.run()
  const asking = (ask: number) => {
    const asked = { ...page('all', owner.stateOf('all')?.place.epoch ?? 0), ask }
    desk.hear(node, sealedBy(asked))
  }
  for (let times = 0; times < 20; times++) {
    asking(1)
    asking(2)
    asking(3)
  }
  expect(desk.isWaiting(node)).toBe(true)
  world.run()
  expect(desk.isWaiting(node)).toBe(false)
  // The first was under way already when it came again.
  expect(said.filter((down) => down.kind === 'sync-answered')).toHaveLength(4)
})

it('D23: a node that asks without end is answered at a bounded rate and delays no other', () => {
  const { clock, run } = feedWorld()
  const answered: string[] = []
  const turns = new Turns<number>({
    clock,
    config: { waitingMax: 8, answerGapMs: 20, answersMax: 2 },
    isSame: () => false,
    answer: (of, _, done) => {
      answered.push(of)
      clock.after(5, done)
    },
  })
  let refused = 0
  const flood = () => {
    for (let n = 0; n < 50; n++) if (!turns.add('loud', n)) refused += 1
    clock.after(1, flood)
  }
  flood()
  run(200)
  answered.length = 0
  for (let n = 0; n < 100; n++) turns.add(`quiet-${n}`, 1)
  run(300)
  expect(answered.filter((of) => of !== 'loud')).toHaveLength(100)
  expect(answered.filter((of) => of === 'loud').length).toBeLessThanOrEqual(13)
  expect(refused).toBeGreaterThan(1_000)
})

it('D24: an answer of any size travels in parts and is put together from any order, within bounds', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 500 }),
      fc.integer({ min: 1, max: 99 }),
      fc.infiniteStream(fc.nat()),
      (bytes, partBytes, random) => {
        const pieces = takeApart(bytes, 3, partBytes).map((piece) => ({
          piece,
          at: random.next().value,
        }))
        pieces.sort((a, b) => a.at - b.at)
        const assembly = new Assembly(() => monoMs(0))
        const wholes = [...pieces, ...pieces.slice(1)].flatMap(
          ({ piece }) => assembly.take(piece) ?? [],
        )
        expect(wholes).toEqual([bytes])
      },
    ),
  )
})

it('D24: what never comes whole is given up: after a silence, beyond the bound, or when others are begun', () => {
  let now = 0
  const piece = (whole: number, index: number, bytes = 1) => ({
    whole,
    index,
    count: 3,
    bytes: new Uint8Array(bytes),
  })
  const assembly = new Assembly(() => monoMs(now))
  for (const index of [0, 1]) assembly.take(piece(1, index))
  now = 60_000
  expect(assembly.take(piece(1, 2))).toBeUndefined()
  for (const index of [0, 1, 2])
    expect(assembly.take(piece(2, index, limits.syncAnswerBytes / 2))).toBeUndefined()
  for (const whole of [11, 12, 13, 14, 15])
    for (const index of [0, 1]) assembly.take(piece(whole, index))
  expect(assembly.take(piece(11, 2))).toBeUndefined()
  expect(assembly.take(piece(15, 2))).toHaveLength(3)
})

it('D24: a fact that is larger than any message is answered in parts', () => {
  const { world, owner, ask, said, answers } = deskWorld()
  owner.own('all')
  owner.place({ scope: 'all', key: thing('x'), body: body('y'.repeat(1_500_000)) })
  owner.place({ scope: 'all', key: thing('z'), body: body('small') })
  owner.complete('all', () => true)
  world.run()
  const epoch = owner.stateOf('all')?.place.epoch ?? 0
  ask(page('all', epoch))
  expect(said.map(({ kind }) => kind)).toEqual(Array.from({ length: 6 }, () => 'part'))
  expect(answers()).toMatchObject([{ said: { through: 1, head: 2 } }])
})

it('D16: a fact that cannot be read back is said, and its feed is not served from it', () => {
  const { world, owner, store, ask, said, damaged } = deskWorld()
  owner.own('all')
  owner.place({ scope: 'all', key: thing('x'), body: body('one') })
  owner.complete('all', () => true)
  world.run()
  const put = 'f/all/0000000000000001'
  store.batch([{ put, value: new Uint8Array(40) }], { sync: true }, () => {})
  ask(page('all', owner.stateOf('all')?.place.epoch ?? 0))
  expect(said).toEqual([])
  expect(damaged).toEqual(['all'])
})
