// Uplink and owner together, in virtual time, through any weather.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createMemoryDisk } from '../../../bus/adapters/memory-store.ts'
import type { JournalParts } from '../../../bus/journal/parts.ts'
import { tailName } from '../../../bus/journal/names.ts'
import type { Draft, Stored } from '../../../bus/journal.ts'
import type { Store } from '../../../bus/store.ts'
import { encodeBatch } from '../../../schemas/batch.ts'
import { decodeEnvelope } from '../../../schemas/envelope.ts'
import { sealSigned } from '../../../schemas/signed.ts'
import { lanes } from '../../../src/facts.ts'
import type { Fault } from '../../../src/kernel/fault.ts'
import { epoch, producerId, sequence } from '../../../src/kernel/ids.ts'
import { whole } from '../../conformance/disk.ts'
import { draft, drafts } from '../../support/journal.ts'
import {
  beginNode,
  beginOwner,
  held,
  ownKinds,
  settled,
  signers,
  upWorld,
} from '../../support/up.ts'
import type { RunningNode, RunningOwner, UpWorld } from '../../support/up.ts'

const disk = (world: UpWorld) => createMemoryDisk(world.schedule.spawn().clock)

function append(world: UpWorld, node: RunningNode, from: number, to: number) {
  return appendTo(world, node, drafts(from, to))
}

function appendTo(world: UpWorld, node: RunningNode, list: readonly Draft[]) {
  type Outcome = readonly Stored[] | Fault
  return whole(settled<Outcome>(world.schedule, (done) => node.journal.append(list, done)))
}

/** A world with one node and its owner, connected. */
function pair(seed = 1) {
  const world = upWorld(seed)
  const cloud: { now: RunningOwner | undefined } = { now: beginOwner(world) }
  const nodeDisk = disk(world)
  const node = beginNode(world, nodeDisk, () => cloud.now)
  const connect = (running: RunningNode) => {
    if (cloud.now) cloud.now.ears = (down) => running.uplink.hear(down)
  }
  connect(node)
  return { world, cloud, nodeDisk, node, connect, owner: cloud.now as RunningOwner }
}

const counts = (facts: readonly { readonly body: Uint8Array }[]): unknown[] =>
  facts.flatMap(
    ({ body }) => (JSON.parse(new TextDecoder().decode(body)) as { n?: number }).n ?? [],
  )

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => from + at)

it('B60: an uplink first asks where the owner stands, and ships only what is new to it', () => {
  const { world, owner, node, nodeDisk, cloud, connect } = pair()
  append(world, node, 1, 50)
  world.schedule.run(world.schedule.now() + 5_000)
  expect(counts(owner.took)).toEqual(range(1, 50))
  expect(node.uplink.lag).toBe(0)
  node.stop()
  const again = beginNode(world, nodeDisk, () => cloud.now)
  connect(again)
  world.schedule.run(world.schedule.now() + 60_000)
  expect(again.uplink.lag).toBe(0)
  expect(again.sent).toHaveLength(3)
  expect(counts(owner.took)).toEqual(range(1, 50))
})

it('E37: an uplink asks about every lane once in its run, and after each new link about lanes with facts', () => {
  const { world, owner, node } = pair()
  append(world, node, 1, 5)
  world.schedule.run(world.schedule.now() + 5_000)
  const before = node.sent.length
  for (let links = 1; links <= 3; links++) {
    node.uplink.linked()
    world.schedule.run(world.schedule.now() + 5_000)
    expect(node.sent).toHaveLength(before + links)
  }
  const telemetry: Draft = { ...draft(6), lane: 'telemetry' }
  appendTo(world, node, [telemetry])
  world.schedule.run(world.schedule.now() + 5_000)
  expect(counts(owner.took)).toEqual(range(1, 6))
  const shipped = node.sent.length
  node.uplink.linked()
  world.schedule.run(world.schedule.now() + 5_000)
  expect(node.sent).toHaveLength(shipped + 2)
})

it('B102: a place that an owner wants over and over is shipped from once, and again after its next answer', () => {
  const { world, node } = pair()
  append(world, node, 1, 50)
  world.schedule.run(world.schedule.now() + 5_000)
  const { epoch: present } = node.journal.position('state')
  const want = (after: number) =>
    node.uplink.hear({
      kind: 'want',
      producer: producerId('node/a'),
      lane: 'state',
      epoch: present,
      after: sequence(after),
    })
  const sentFor = (after: number, times: number): number => {
    const before = node.sent.length
    for (let n = 0; n < times; n++) {
      want(after)
      world.schedule.run(world.schedule.now() + 1)
    }
    return node.sent.length - before
  }
  const once = sentFor(10, 1)
  expect(once).toBeGreaterThan(0)
  expect(sentFor(10, 20)).toBe(0)
  expect(sentFor(20, 20)).toBeGreaterThan(0)
  node.uplink.linked()
  world.schedule.run(world.schedule.now() + 5_000)
  expect(sentFor(10, 20)).toBe(once)
})

it('B103: what was applied while the journal could not keep that is asked about again until it is kept', () => {
  const { world, owner, node } = pair()
  const { confirm } = node.journal
  let isFull = true
  Object.assign(node.journal, {
    confirm: (...of: Parameters<typeof confirm>) => isFull || confirm.apply(node.journal, of),
  })
  append(world, node, 1, 9)
  world.schedule.run(world.schedule.now() + 120_000)
  expect([counts(owner.took), node.uplink.lag]).toEqual([range(1, 9), 9])
  isFull = false
  world.schedule.run(world.schedule.now() + 120_000)
  expect([counts(owner.took), node.uplink.lag]).toEqual([range(1, 9), 0])
  const before = node.sent.length
  world.schedule.run(world.schedule.now() + 120_000)
  expect(node.sent).toHaveLength(before)
})

it('B61: facts and how far they reach are durable together, before `applied` says so', () => {
  const { world, owner, node, cloud, connect } = pair()
  append(world, node, 1, 30)
  world.schedule.run(world.schedule.now() + 5_000)
  appendTo(world, node, drafts(31, 40, { lane: 'audit' }))
  world.schedule.run(world.schedule.now() + 5_000)
  const taken = lanes.map((lane) => owner.owner.taken(producerId('node/a'), lane))
  owner.stop()
  cloud.now = beginOwner(world)
  connect(node)
  expect(lanes.map((lane) => cloud.now?.owner.taken(producerId('node/a'), lane))).toEqual(taken)
  expect(counts(held(world, cloud.now))).toEqual(range(1, 40))
  for (const [n, lane] of lanes.entries()) {
    const { last, chain } = node.journal.position(lane)
    expect(taken[n]).toMatchObject({ upTo: last })
    expect(taken[n]?.chain).toEqual(chain)
  }
})

it('B62, B63, B64, B68: through loss, repetition and reordering every fact is taken once and in order, and both sides end equal', () => {
  const step = fc.record({
    facts: fc.nat(40),
    audit: fc.nat(8),
    ms: fc.nat(8_000),
    restart: fc.constantFrom('node', 'owner', 'none', 'none'),
  })
  fc.assert(
    fc.property(
      fc.nat(),
      fc.double({ min: 0, max: 0.5, noNaN: true }),
      fc.array(step, { maxLength: 8 }),
      (seed, loss, steps) => {
        const { world, cloud, nodeDisk, connect, ...rest } = pair(seed)
        let { node } = rest
        Object.assign(world.weather, { loss, repeat: 0.3, delayMs: 400 })
        let n = 0
        const written: Record<string, number[]> = { state: [], audit: [] }
        for (const each of steps) {
          for (const lane of ['state', 'audit'] as const) {
            const length = lane === 'state' ? each.facts : each.audit
            if (length === 0) continue
            appendTo(world, node, drafts(n + 1, n + length, { lane }))
            written[lane]?.push(...range(n + 1, n + length))
            n += length
          }
          world.schedule.run(world.schedule.now() + each.ms)
          if (each.restart === 'owner') {
            cloud.now?.stop()
            cloud.now = beginOwner(world)
          }
          if (each.restart === 'node') {
            node.stop()
            node = beginNode(world, nodeDisk, () => cloud.now, { batchFacts: 7, creditBatches: 5 })
          }
          connect(node)
        }
        Object.assign(world.weather, { loss: 0, repeat: 0, delayMs: 5 })
        world.schedule.run(world.schedule.now() + 600_000)
        expect(node.uplink.lag).toBe(0)
        const facts = held(world, cloud.now as RunningOwner)
        for (const lane of ['state', 'audit'])
          expect(counts(facts.filter((fact) => fact.lane === lane))).toEqual(written[lane])
        expect(node.news.filter((news) => news.kind !== 'applied')).toEqual([])
        node.stop()
      },
    ),
    { numRuns: 40 },
  )
})

it('B69: applied facts are kept a quarter of an hour, then compacted; others are not', () => {
  const { world, node, owner, cloud } = pair()
  append(world, node, 1, 20)
  world.schedule.run(world.schedule.now() + 10_000)
  cloud.now = undefined
  append(world, node, 21, 25)
  world.schedule.run(world.schedule.now() + 14 * 60_000)
  expect(node.journal.position('state')).toMatchObject({ checkpoint: 0, last: 25 })
  world.schedule.run(world.schedule.now() + 5 * 60_000)
  expect(node.journal.position('state')).toMatchObject({ checkpoint: 20, last: 25 })
  cloud.now = owner
  world.schedule.run(world.schedule.now() + 20 * 60_000)
  expect(node.journal.position('state')).toMatchObject({ checkpoint: 25, last: 25 })
})

it('B69: an `applied` with another chain is no licence', () => {
  const { world, node } = pair()
  append(world, node, 1, 5)
  const { epoch: life } = node.journal.position('state')
  const claim = {
    kind: 'applied',
    producer: producerId('node/a'),
    lane: 'state',
    epoch: life,
    upTo: sequence(5),
  } as const
  world.weather.loss = 1
  world.schedule.run(world.schedule.now() + 1_000)
  node.uplink.hear({ ...claim, chain: new Uint8Array(32).fill(1) })
  world.schedule.run(world.schedule.now() + 60 * 60_000)
  expect(node.journal.position('state').checkpoint).toBe(0)
})

it('B70: a wiped journal begins above its former life, and both sides end equal', () => {
  const { world, cloud, node, connect, owner } = pair()
  append(world, node, 1, 20)
  world.schedule.run(world.schedule.now() + 5_000)
  node.stop()
  const reborn = beginNode(world, disk(world), () => cloud.now)
  connect(reborn)
  append(world, reborn, 101, 105)
  world.schedule.run(world.schedule.now() + 30_000)
  expect(reborn.uplink.lag).toBe(0)
  expect(counts(owner.took)).toEqual([...range(1, 20), ...range(101, 105)])
  expect(reborn.news.some((news) => news.kind === 'twin')).toBe(false)
})

it('B70: an older copy of the journal finds out before it publishes, begins a newer epoch and loses nothing new', () => {
  const { world, cloud, nodeDisk, node, connect, owner } = pair()
  append(world, node, 1, 10)
  world.schedule.run(world.schedule.now() + 5_000)
  const backup = nodeDisk.copy()
  append(world, node, 11, 20)
  world.schedule.run(world.schedule.now() + 5_000)
  node.stop()
  const back = beginNode(world, backup, () => cloud.now)
  connect(back)
  append(world, back, 50, 52)
  world.schedule.run(world.schedule.now() + 30_000)
  expect(back.uplink.lag).toBe(0)
  expect(counts(owner.took)).toEqual([...range(1, 20), ...range(50, 52)])
  expect(back.news.map(({ kind }) => kind)).toContain('renewed')
  expect(back.news.map(({ kind }) => kind)).not.toContain('twin')
})

it('B101: what an epoch has said of a key is said again after a copy of what an earlier one said of it', () => {
  const { world, cloud, nodeDisk, node, connect } = pair()
  append(world, node, 1, 3)
  world.schedule.run(world.schedule.now() + 5_000)
  const backup = nodeDisk.copy()
  append(world, node, 11, 20)
  world.schedule.run(world.schedule.now() + 5_000)
  node.stop()
  const back = beginNode(world, backup, () => cloud.now)
  append(world, back, 4, 6)
  settled(world.schedule, (done) => back.journal.begin(epoch(0), done))
  appendTo(world, back, [draft(104, { key: 'key-4' }), draft(105, { key: 'key-9' })])
  appendTo(world, back, [draft(106, { key: 'key-4' })])
  connect(back)
  world.schedule.run(world.schedule.now() + 30_000)
  const { began, last } = back.journal.position('state')
  type Read = readonly Stored[] | Fault
  const all = whole(
    settled<Read>(world.schedule, (done) =>
      back.journal.read('state', sequence(began - 1), last, done),
    ),
  )
  const bodies = all.map(({ envelope }) => whole(decodeEnvelope(envelope)))
  expect(counts(bodies)).toEqual([104, 105, 106, 4, 5, 6, 106])
  expect(back.uplink.lag).toBe(0)
})

it('B99: an older copy publishes nothing until it was answered about every lane: one alone may have been written on', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const { world, cloud, nodeDisk, node, connect, owner } = pair(seed)
    world.weather.delayMs = 400
    append(world, node, 1, 5)
    world.schedule.run(world.schedule.now() + 5_000)
    const backup = nodeDisk.copy()
    appendTo(world, node, drafts(6, 8, { lane: 'audit' }))
    world.schedule.run(world.schedule.now() + 5_000)
    node.stop()
    const back = beginNode(world, backup, () => cloud.now)
    connect(back)
    append(world, back, 50, 52)
    world.schedule.run(world.schedule.now() + 30_000)
    expect(back.news.map(({ kind }) => kind)).not.toContain('twin')
    expect(back.uplink.lag).toBe(0)
    expect(counts(owner.took)).toEqual([...range(1, 8), ...range(50, 52)])
  }
})

it('B100: a journal that gave up a hole beyond what was taken goes on in its new epoch, with all that is left', () => {
  const { world, cloud, nodeDisk, node, connect, owner } = pair()
  append(world, node, 1, 5)
  world.schedule.run(world.schedule.now() + 5_000)
  cloud.now = undefined
  for (let n = 6; n <= 9; n++) append(world, node, n, n)
  node.stop()
  world.schedule.run(world.schedule.now() + 1_000)
  const { clock } = world.schedule.spawn()
  const store = whole(settled<Store | Fault>(world.schedule, nodeDisk.openStore))
  settled(world.schedule, (done) =>
    store.batch([{ del: tailName('state', 7) }], { sync: true }, done),
  )
  settled<void>(world.schedule, (done) => store.close(() => done()))
  const repair: JournalParts['repair'] = (_holes, answer) => clock.soon(() => answer('renew'))
  const back = beginNode(world, { ...nodeDisk, repair }, () => cloud.now)
  append(world, back, 50, 51)
  cloud.now = owner
  connect(back)
  world.schedule.run(world.schedule.now() + 60_000)
  expect(back.news.map(({ kind }) => kind)).not.toContain('stuck')
  expect(back.uplink.lag).toBe(0)
  const sorted = counts(owner.took).toSorted((a, b) => Number(a) - Number(b))
  expect(sorted).toEqual([1, 2, 3, 4, 5, 6, 8, 9, 50, 51])
})

it('B71: a copy that runs beside the original: one of them goes on, the other stops', () => {
  const { world, cloud, nodeDisk, node, owner } = pair()
  append(world, node, 1, 10)
  world.schedule.run(world.schedule.now() + 5_000)
  const clone = beginNode(world, nodeDisk.copy(), () => cloud.now)
  owner.ears = (down) => {
    node.uplink.hear(down)
    clone.uplink.hear(down)
  }
  world.schedule.run(world.schedule.now() + 5_000)
  append(world, node, 11, 12)
  append(world, clone, 101, 103)
  world.schedule.run(world.schedule.now() + 60_000)
  const stopped = [node, clone].filter((each) => each.news.some(({ kind }) => kind === 'twin'))
  expect(stopped).toHaveLength(1)
  const [first, ...rest] = counts(owner.took).slice(10)
  expect([11, 101]).toContain(first)
  expect(rest).toEqual(first === 11 ? [12] : [102, 103])
})

it('B71: of two processes under one name the one that had published stops and says so', () => {
  const { world, cloud, node, owner } = pair()
  append(world, node, 1, 10)
  world.schedule.run(world.schedule.now() + 5_000)
  const other = beginNode(world, disk(world), () => cloud.now)
  owner.ears = (down) => {
    node.uplink.hear(down)
    other.uplink.hear(down)
  }
  append(world, other, 100, 104)
  world.schedule.run(world.schedule.now() + 10_000)
  append(world, node, 11, 12)
  world.schedule.run(world.schedule.now() + 30_000)
  expect(node.news.map(({ kind }) => kind)).toContain('twin')
  expect(other.news.map(({ kind }) => kind)).not.toContain('twin')
  const { length } = node.sent
  append(world, node, 13, 14)
  node.uplink.linked()
  world.schedule.run(world.schedule.now() + 600_000)
  expect(node.sent).toHaveLength(length)
  expect(other.uplink.lag).toBe(0)
})

it('B65: a fork is one fact, and nothing of it is taken', () => {
  const { world, owner, node } = pair()
  append(world, node, 1, 4)
  world.schedule.run(world.schedule.now() + 5_000)
  const { last, epoch: life } = node.journal.position('state')
  const forged = {
    producer: producerId('node/a'),
    lane: 'state',
    epoch: life,
    from: sequence(last + 1),
    previousChain: new Uint8Array(32),
    chain: new Uint8Array(32),
    envelopes: [] as Uint8Array[],
  } as const
  const facts = whole(
    settled<readonly Stored[] | Fault>(world.schedule, (done) =>
      node.journal.read('state', sequence(3), 1, done),
    ),
  )
  const overlap = { ...forged, from: sequence(4), envelopes: facts.map((fact) => fact.envelope) }
  for (let n = 0; n < 3; n++) {
    owner.owner.hear(
      sealSigned({ context: 'batch', signer: 'node/a' }, encodeBatch(overlap), signers.node.sign),
    )
    world.schedule.run(world.schedule.now() + 100)
  }
  expect(counts(owner.took)).toEqual(range(1, 4))
  expect(ownKinds(world, owner).filter((kind) => kind === 'fork-found')).toHaveLength(1)
  expect(owner.refused()).toEqual({ 'batch of another history': 3 })
})

it('B67: what is forged, foreign, cut or not signed for this use changes nothing and is counted', () => {
  const { world, owner, node } = pair()
  world.weather.loss = 1
  append(world, node, 1, 4)
  const facts = whole(
    settled<readonly Stored[] | Fault>(world.schedule, (done) =>
      node.journal.read('state', sequence(0), 9, done),
    ),
  )
  const { epoch: life, chain } = node.journal.position('state')
  const batch = {
    producer: producerId('node/a'),
    lane: 'state',
    epoch: life,
    from: sequence(1),
    previousChain: new Uint8Array(32),
    chain,
    envelopes: facts.map((fact) => fact.envelope),
  } as const
  const as = (signer: string, context: 'batch' | 'peer', from = signers.node, what: object = {}) =>
    owner.owner.hear(sealSigned({ context, signer }, encodeBatch({ ...batch, ...what }), from.sign))
  as('node/a', 'batch', signers.stranger)
  as('node/stranger', 'batch', signers.stranger)
  as('node/a', 'peer')
  as('node/a', 'batch', signers.node, { producer: producerId('node/b') })
  as('node/a', 'batch', signers.node, { from: sequence(2) })
  as('node/a', 'batch', signers.node, { chain: new Uint8Array(32) })
  const good = sealSigned(
    { context: 'batch', signer: 'node/a' },
    encodeBatch(batch),
    signers.node.sign,
  )
  owner.owner.hear(good.subarray(0, good.length - 3))
  owner.owner.hear(new Uint8Array(0))
  world.schedule.run(world.schedule.now() + 1_000)
  expect(owner.took).toEqual([])
  expect(owner.owner.taken(producerId('node/a'), 'state').upTo).toBe(0)
  expect(Object.values(owner.refused()).reduce((sum, each) => sum + each, 0)).toBe(8)
  owner.owner.hear(good)
  world.schedule.run(world.schedule.now() + 1_000)
  expect(counts(owner.took)).toEqual([1, 2, 3, 4])
})

it('B72: an uplink keeps within its credit, and an owner that is far behind is not flooded', () => {
  const world = upWorld()
  const cloud: { now: RunningOwner | undefined } = { now: undefined }
  const node = beginNode(world, disk(world), () => cloud.now, {
    batchFacts: 10,
    creditBatches: 3,
    resendMinMs: 1_000,
  })
  append(world, node, 1, 2_000)
  world.schedule.run(world.schedule.now() + 60_000)
  const questions = node.sent.length
  expect(questions).toBeLessThan(3 * 12)
  const owner = beginOwner(world)
  cloud.now = owner
  let quiet = false
  owner.ears = (down) => quiet || node.uplink.hear(down)
  while (owner.took.length < 100) world.schedule.run(world.schedule.now() + 1)
  quiet = true
  world.schedule.run(world.schedule.now() + 100)
  const { length } = node.sent
  world.schedule.run(world.schedule.now() + 900)
  expect(node.sent.length - length).toBeLessThanOrEqual(3)
  quiet = false
  world.schedule.run(world.schedule.now() + 120_000)
  expect(node.uplink.lag).toBe(0)
  expect(counts(owner.took)).toEqual(range(1, 2_000))
})

it('B73: an owner that cannot write answers nothing, and takes the facts when it can', () => {
  const { world, owner, node } = pair()
  owner.stop()
  append(world, node, 1, 5)
  world.schedule.run(world.schedule.now() + 20_000)
  expect(owner.said.filter((down) => down.kind === 'applied' && down.upTo > 0)).toEqual([])
  expect(node.uplink.lag).toBe(5)
})

it('B74: a cloud that lost its journal is said aloud, and nothing is sent into the void', () => {
  const { world, owner, node, cloud } = pair()
  append(world, node, 1, 5)
  world.schedule.run(world.schedule.now() + 5_000)
  expect(
    settled<Fault | undefined>(world.schedule, (done) =>
      node.journal.compact('state', sequence(5), done),
    ),
  ).toBeUndefined()
  owner.stop()
  const other = upWorld(2)
  cloud.now = beginOwner({ ...world, cloudDisk: other.cloudDisk }, disk(world))
  cloud.now.ears = (down) => node.uplink.hear(down)
  append(world, node, 6, 7)
  world.schedule.run(world.schedule.now() + 10_000)
  node.uplink.linked()
  world.schedule.run(world.schedule.now() + 10_000)
  const stuck = node.news.filter((news) => news.kind === 'stuck')
  expect(stuck.length).toBeGreaterThan(0)
  expect(
    stuck.every(
      (news) => news.kind === 'stuck' && news.fault.code === 'GONE' && news.lane === 'state',
    ),
  ).toBe(true)
})

it('B60: drafts of every size travel', () => {
  const { world, owner, node } = pair()
  const body = (bytes: number) =>
    new TextEncoder().encode(JSON.stringify({ n: bytes, pad: 'x'.repeat(bytes) }))
  const sizes = [1, 200_000, 240_000, 3, 240_001, 5]
  const largest = { n: 7, pad: 'x'.repeat(256 * 1_024 - 8_192 - 16) }
  const list = [
    ...sizes.map((bytes) => draft(bytes, { body: body(bytes) })),
    draft(7, {
      body: new TextEncoder().encode(JSON.stringify(largest)),
      key: 'é'.repeat(720),
      cause: 'é'.repeat(1_024),
    }),
  ]
  whole(
    settled<readonly Stored[] | Fault>(world.schedule, (done) => node.journal.append(list, done)),
  )
  world.schedule.run(world.schedule.now() + 10_000)
  expect(counts(owner.took)).toEqual([...sizes, 7])
  expect(node.uplink.lag).toBe(0)
})
