// Fencing: a node stops its singletons before others may start them, in any storm, and starts them again when it was told.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Vouching } from '../../edge/fence/vouching.ts'
import { paces, type HealthConfig } from '../../src/health/config.ts'
import type { FenceFact } from '../../src/health/facts.ts'
import { doubtMs, fenceProcess, fencingTakesMs } from '../../src/health/fence.ts'
import type { FenceAction, FenceHard, FenceSoft } from '../../src/health/fence.ts'
import type { FenceInput, FenceLook } from '../../src/health/fence-words.ts'
import { holds } from '../../src/health/node-reconcile.ts'
import type { Opinion } from '../../src/health/words.ts'
import { incarnation, nodeId, round, type NodeId } from '../../src/kernel/ids.ts'
import { monoMs } from '../../src/kernel/time.ts'
import { Cells } from './world/cells.ts'
import { Queue } from './world/queue.ts'
import { World, type Direction } from './world/world.ts'

const config = paces.fast
const self = 'a-1'

/** One fence on virtual time. */
function fence(of = config) {
  const queue = new Queue()
  const cells = fenceCells(queue, of)
  let wanted: readonly string[] = []
  cells.wanted = (_key, actions) => (wanted = actions.map(({ kind }) => kind))
  const post = (input: FenceInput) => cells.post(self, input)
  const look = (look: Partial<FenceLook> = {}) =>
    post({
      kind: 'looked',
      look: { vouchedAgoMs: undefined, observers: 2, maxHoldMs: undefined, ...look },
    })
  const answered = (isCurrent = true, isDirect = true) =>
    post({ kind: 'answered', agoMs: 0, isDirect, isCurrent })
  return {
    cells,
    look,
    answered,
    start: () => post({ kind: 'started' }),
    run: (ms: number) => queue.runUntil(queue.now + ms),
    wants: () => wanted,
    kept: () => cells.log.map(({ fact }) => fact.kind),
  }
}

describe('a fence', () => {
  it('H50: goes up when neither the cloud nor half of the observers are heard; each alone keeps it down', () => {
    const heard = fence()
    heard.look()
    heard.start()
    for (let i = 0; i < 60; i++) {
      heard.answered()
      heard.run(1_000)
    }
    expect(heard.kept()).toEqual([])
    for (let i = 0; i < 60; i++) {
      heard.look({ vouchedAgoMs: 0 })
      heard.run(1_000)
    }
    expect(heard.kept()).toEqual([])
    heard.run(fencingTakesMs(config))
    expect([heard.kept(), heard.wants()]).toEqual([['fenced'], ['hide']])
  })

  it('H50: goes down only by an answer to what was said since, once the node has all that the cloud says of its pods', () => {
    const one = fence()
    one.look()
    one.start()
    one.answered()
    one.run(20_000)
    one.look({ vouchedAgoMs: 0 })
    expect(one.wants()).toEqual(['hide'])
    one.cells.post(self, { kind: 'answered', agoMs: 19_000, isDirect: true, isCurrent: true })
    one.answered(false)
    expect(one.wants()).toEqual(['hide'])
    one.answered(true, false)
    expect([one.kept(), one.wants()]).toEqual([['fenced', 'unfenced'], []])
  })

  it('H50: a site of one is never fenced, unless it may be held only for so long', () => {
    const alone = fence()
    alone.look({ observers: 0 })
    alone.start()
    alone.run(3_600_000)
    expect([alone.kept(), alone.wants()]).toEqual([[], []])
    const limited = fence()
    limited.look({ observers: 0, maxHoldMs: 60_000 })
    limited.start()
    limited.answered()
    limited.run(59_000)
    expect(limited.wants()).toEqual([])
    limited.run(5_000)
    expect(limited.wants()).toEqual(['hide'])
  })

  it('H50: whom the peers hear is fenced all the same before its longest hold is over', () => {
    const one = fence()
    one.start()
    one.answered()
    for (let i = 0; i < 64; i++) {
      one.look({ vouchedAgoMs: 0, maxHoldMs: 60_000 })
      one.run(1_000)
    }
    expect(one.kept()).toEqual(['fenced'])
  })

  it('H51: a run that has heard nobody yet waits for a moment, then fences; what was fenced stays so', () => {
    const one = fence()
    one.look()
    one.start()
    expect(one.wants()).toEqual(['wait'])
    one.run(doubtMs(config) + 10)
    expect([one.kept(), one.wants()]).toEqual([['fenced'], ['hide']])
    one.cells.restart()
    expect(one.wants()).toEqual(['hide'])
    one.look({ vouchedAgoMs: 0 })
    one.start()
    expect(one.wants()).toEqual(['hide'])
    const limited = fence()
    limited.look({ observers: 0, maxHoldMs: 60_000 })
    limited.start()
    limited.answered(true, false)
    expect(limited.wants()).toEqual(['wait'])
    limited.run(doubtMs(config) + 10)
    expect(limited.kept()).toEqual(['fenced'])
    const welcome = fence()
    welcome.look()
    welcome.start()
    welcome.answered()
    expect(welcome.wants()).toEqual([])
  })

  it('H51: at both paces it is up before a third of what is left after the earliest verdict', () => {
    for (const pace of Object.values(paces)) {
      const rest = pace.leaseGraceMs * (1 - pace.holdAtShare)
      expect(fencingTakesMs(pace)).toBeLessThanOrEqual(pace.silenceMs + rest / 2)
    }
  })
})

describe('who vouches', () => {
  it('H52: half of the observers, each by his own word, or by others where he is not heard himself', () => {
    const vouching = new Vouching()
    const [b, c, d] = ['b', 'c', 'd'].map(nodeId) as [NodeId, NodeId, NodeId]
    const say = (observer: NodeId, opinion: Opinion, at: number) =>
      vouching.hear(
        {
          observer,
          subject: nodeId(self),
          incarnation: incarnation(1),
          since: round(1),
          round: round(1),
          opinion,
        },
        monoMs(at),
      )
    const all = { subjects: [b, c, d], heardAt: () => monoMs(70) }
    expect(vouching.at([b, c, d], all)).toBeUndefined()
    say(b, 'alive', 10)
    expect(vouching.at([b, c, d], all)).toBeUndefined()
    expect(vouching.at([b], all)).toBe(10)
    say(c, 'alive', 20)
    expect(vouching.at([b, c, d], all)).toBe(10)
    say(d, 'alive', 30)
    expect(vouching.at([b, c, d], all)).toBe(20)
    say(d, 'dead', 40)
    expect(vouching.at([b, c, d], all)).toBe(10)
    expect(vouching.at([b, c], { subjects: [c, d], heardAt: () => monoMs(70) })).toBe(70)
    expect(vouching.at([], all)).toBeUndefined()
  })
})

const fenceCells = (queue: Queue, of = config) =>
  new Cells<FenceHard, FenceSoft, FenceInput, FenceFact, FenceAction, HealthConfig>(
    fenceProcess,
    queue,
    of,
    { kind: 'tick' },
  )
type FenceCells = ReturnType<typeof fenceCells>

/** A world whose nodes fence: each has one singleton, which others may start as soon as Kubernetes gives its node up. */
class FencedWorld {
  readonly world: World
  readonly #fences = new Map<string, FenceCells>()
  readonly #vouching = new Map<string, Vouching>()
  readonly #held = new Map<string, boolean>()
  readonly #evicted = new Set<string>()
  readonly #hidden = new Map<string, boolean>()
  readonly broken: string[] = []

  constructor(seed: number) {
    this.world = new World({ sites: { a: 3, b: 2 }, seed })
    const { queue, edges } = this.world
    for (const node of edges.keys()) {
      const cells = fenceCells(queue)
      cells.wanted = (_key, actions) => {
        const hides = actions.some(({ kind }) => kind === 'hide')
        if (this.#runs(node)) this.#hidden.set(node, hides)
      }
      this.#fences.set(node, cells)
      this.#vouching.set(node, new Vouching())
      cells.post(node, { kind: 'started' })
      queue.every(config.roundMs, () => this.#look(node), 100)
      queue.every(config.beatMs, () => this.#answered(node), 70)
    }
    queue.every(100, () => this.#check(), 50)
  }

  restart(name: string): void {
    this.world.edge(name).kill()
    this.world.queue.after(500, () => {
      this.world.edge(name).start()
      this.#fences.get(name)?.restart()
      this.#fences.get(name)?.post(name, { kind: 'started' })
      this.#look(nodeId(name))
    })
  }

  #runs(name: string): boolean {
    return this.world.edge(name).edge
  }

  /** An echo: the beat passed up, the answer down. */
  #answered(node: NodeId): void {
    const { cloud } = this.world
    if (!this.#runs(node) || !cloud.up || !cloud.bus || !this.world.isLinked(node)) return
    this.#fences
      .get(node)
      ?.post(node, { kind: 'answered', agoMs: 20, isDirect: true, isCurrent: true })
  }

  #look(node: NodeId): void {
    if (!this.#runs(node)) return
    const { queue, edges } = this.world
    const vouching = this.#vouching.get(node)
    const peers = [...edges.values()].filter(
      (one) => one.node !== node && one.site === this.world.edge(node).site,
    )
    for (const peer of peers) {
      if (!peer.edge || !this.world.isOnLan(node, peer.node)) continue
      for (const ballot of peer.report().ballots)
        if (ballot.subject === node && ballot.observer === peer.node)
          vouching?.hear(ballot, monoMs(queue.now))
    }
    const names = peers.map((peer) => peer.node)
    const at = vouching?.at(names, { subjects: names, heardAt: () => undefined })
    const vouchedAgoMs = at === undefined ? undefined : queue.now - at
    const look = { vouchedAgoMs, observers: names.length, maxHoldMs: undefined }
    this.#fences.get(node)?.post(node, { kind: 'looked', look })
  }

  /** The list of held nodes says the last that the cloud knew. */
  #check(): void {
    const { cloud, kube, queue } = this.world
    for (const { node, unknownSince } of kube.nodes.values()) {
      if (cloud.up) this.#held.set(node, holds(cloud.nodes.state(node)))
      const isGivenUp = unknownSince !== undefined && this.#held.get(node) !== true
      if (!isGivenUp) this.#evicted.delete(node)
      if (!isGivenUp || this.#evicted.has(node)) continue
      this.#evicted.add(node)
      if (this.#hidden.get(node) !== true) this.broken.push(`${node} at ${queue.now}`)
    }
  }
}

const names = ['a-1', 'a-2', 'a-3', 'b-1', 'b-2']
type Blow = (fenced: FencedWorld) => void
const blow = (said: string, strike: Blow) => ({ said, strike })
const anyName = fc.constantFrom(...names)
const isolate = anyName.map((name) =>
  blow(`isolate ${name}`, ({ world }) => {
    world.cut(name)
    world.cutLan(name)
  }),
)
const anyBlow = fc.oneof(
  { weight: 3, arbitrary: isolate },
  fc
    .tuple(anyName, fc.constantFrom<Direction>('up', 'down', 'both'))
    .map(([name, way]) => blow(`cut ${name} ${way}`, ({ world }) => world.cut(name, way))),
  anyName.map((name) => blow(`cut the LAN of ${name}`, ({ world }) => world.cutLan(name))),
  fc
    .constantFrom(...names, 'a', 'b')
    .map((name) => blow(`heal ${name}`, ({ world }) => world.heal(name))),
  anyName.map((name) => blow(`restart ${name}`, (fenced) => fenced.restart(name))),
  fc.constantFrom(1_000, 20_000).map((ms) =>
    blow(`the cloud is away for ${ms}`, ({ world: { cloud, queue } }) => {
      if (!cloud.up) return
      cloud.stop()
      queue.after(ms, () => cloud.start())
    }),
  ),
)

it('H53: in any storm a node that Kubernetes gives up has stopped its singletons before', () => {
  let failed = 0
  fc.assert(
    fc.property(
      fc.array(fc.tuple(anyBlow, fc.integer({ min: 100, max: 9_000 })), { maxLength: 14 }),
      fc.nat(),
      (storm, seed) => {
        const fenced = new FencedWorld(seed)
        const { world } = fenced
        world.run(8_000)
        for (const [{ strike }, waitMs] of storm) {
          strike(fenced)
          world.run(waitMs)
        }
        world.run(20_000)
        if (names.some((name) => world.verdict(name) === 'failed')) failed += 1
        expect(fenced.broken, storm.map(([{ said }, ms]) => `${said}, ${ms}`).join('; ')).toEqual(
          [],
        )
      },
    ),
    { numRuns: 60, seed: 1 },
  )
  expect(failed, 'storms that end with a failed node').toBeGreaterThan(5)
})
