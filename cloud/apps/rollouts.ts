// The staged rollouts of all apps: whoever owns an app's shard writes their steps, whoever holds goes by them.
import { Host } from '../../bus/host.ts'
import { draftSink } from '../../bus/journal-facts.ts'
import type { Stamps } from '../../bus/stamps.ts'
import type { Rollout, RolloutFact, RolloutSight, UnitStand } from '../../src/apps/rollout/facts.ts'
import { mayGet, rollout } from '../../src/apps/rollout/rollout.ts'
import type { May, RolloutHard, RolloutInput, RolloutSoft } from '../../src/apps/rollout/rollout.ts'
import type { Keyed } from '../../src/kernel/process.ts'
import { shardOf } from '../../src/kernel/hash.ts'
import type { Hlc } from '../../src/kernel/time.ts'
import type { CloudConfig } from '../config.ts'
import type { CloudPorts } from '../ports.ts'
import type { ShardSide } from '../shard-side.ts'

/** What rollouts stand on. */
export interface RolloutsParts {
  readonly ports: Pick<CloudPorts, 'clock' | 'random' | 'tap'>
  readonly config: Pick<CloudConfig, 'health' | 'shards'>
  readonly stamps: Stamps
  /** Durable facts about an app go to the shard of its name. */
  readonly shards: Pick<ShardSide, 'sink'>
}

/** A rollout as `status` tells of it. */
export interface RolloutStatus extends Rollout {
  readonly app: string
  readonly units: readonly UnitStand[]
}

const inboxMax = 64

/** The rollouts by the key of their apps. */
export class Rollouts {
  readonly #host: Host<RolloutHard, RolloutSoft, RolloutInput, RolloutFact, Keyed, undefined>
  readonly #seen = new Map<string, string>()
  #moved: (app: string) => void = () => {}

  constructor({ ports, config, stamps, shards }: RolloutsParts) {
    const sink = shards.sink((app) => shardOf(app, config.shards))
    this.#host = new Host<RolloutHard, RolloutSoft, RolloutInput, RolloutFact, Keyed, undefined>({
      process: rollout,
      config: undefined,
      clock: ports.clock,
      random: ports.random.fork('rollouts'),
      stamp: stamps.next,
      sink: draftSink<RolloutFact>(sink),
      tick: { kind: 'tick' },
      want: () => {},
      heard: (app, fact) => {
        if (fact.kind !== 'rollout-moved') return
        ports.tap('info', fact.kind, { ...fact })
        this.#moved(app)
      },
      inboxMax,
      retryMs: config.health.beatMs,
    })
  }

  /** Told of each step of an app's rollout. */
  whenMoved(each: (app: string) => void): void {
    this.#moved = each
  }

  /** What is seen of an app now. */
  see(app: string, sight: RolloutSight): void {
    const text = JSON.stringify(sight)
    if (this.#seen.get(app) === text) return
    this.#seen.set(app, text)
    this.#host.post(app, { kind: 'seen', sight })
  }

  /** The app is gone, or its rollouts are not staged any more. */
  forget(app: string): void {
    this.#seen.delete(app)
  }

  /** What a unit of an app may do with this revision. */
  may(app: string, revision: string, unit: string): May {
    return mayGet(this.#host.state(app).hard, revision, unit)
  }

  /** Where the rollouts stand, by app; what all units of an app have is no news. */
  all(): readonly RolloutStatus[] {
    return [...this.#host.keys()].toSorted().flatMap((app) => {
      const { hard, soft } = this.#host.state(app)
      if (hard.rollout === undefined || !this.#seen.has(app)) return []
      return [{ app, ...hard.rollout, units: soft.sight?.units ?? [] }]
    })
  }

  /** Takes a fact that another replica wrote. */
  take(fact: RolloutFact, hlc: Hlc): void {
    this.#host.take(fact.app, fact, hlc)
  }

  /** Takes a fact back that was read from the journal. */
  replay(fact: RolloutFact, hlc: Hlc): void {
    this.#host.replay(fact.app, fact, hlc)
  }

  stop(): void {
    this.#host.stop()
  }
}
