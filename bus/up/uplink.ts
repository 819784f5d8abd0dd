// The uplink: a producer's journal on its way to the owner of its shard, lane by lane, on any path.
import type { Epoch, Sequence } from '../../src/kernel/ids.ts'
import { isFault } from '../../src/kernel/fault.ts'
import { lanes } from '../../src/facts.ts'
import type { Lane } from '../../src/facts.ts'
import type { Applied, Want } from '../../schemas/down.ts'
import type { Cancel } from '../clock.ts'
import { Keeping } from './keeping.ts'
import { UplinkLane } from './uplink-lane.ts'
import { uplinkBounds } from './uplink-parts.ts'
import type { UplinkParts } from './uplink-parts.ts'

/** State before the record of decisions, telemetry last. */
const order: readonly Lane[] = lanes.toSorted((a, b) => rank(a) - rank(b))

function rank(lane: Lane): number {
  return ['state', 'audit', 'telemetry'].indexOf(lane)
}

/** Ships a journal from its opening until stopped. */
export class Uplink {
  readonly #parts: UplinkParts
  readonly #lanes: readonly UplinkLane[]
  readonly #keeping: Keeping
  readonly #spreadMs: number
  readonly #cancel: Cancel
  #published = false
  #renewing = false
  #stopped = false

  constructor(parts: UplinkParts) {
    const bounds = { ...uplinkBounds, ...parts.bounds }
    const tells = {
      foreign: (lane: Lane, above: Epoch) => this.#foreign(lane, above),
      applied: (lane: Lane, upTo: Sequence) => this.#applied(lane, upTo),
      mayShip: () => this.#lanes.every(({ isClear }) => isClear),
      cleared: () => this.#cleared(),
      published: () => {
        this.#published = true
      },
    }
    this.#parts = parts
    this.#spreadMs = bounds.spreadMs
    this.#keeping = new Keeping(parts.journal, parts.clock, bounds.keepMs)
    this.#lanes = order.map((lane) => new UplinkLane(lane, parts, bounds, tells))
    this.#cancel = parts.journal.listen(() => this.#ship())
  }

  /** A path to the cloud came up (or is there at the start). */
  linked(): void {
    const delayMs = this.#spreadMs * this.#parts.random.next()
    this.#parts.clock.after(delayMs, () => this.#askAnew())
  }

  /** An answer of the cloud about this journal, whose signature by the pinned key was checked. */
  hear(answer: Applied | Want): void {
    if (this.#stopped || this.#renewing || answer.producer !== this.#parts.journal.producer) return
    const lane = this.#lanes.find((each) => each.lane === answer.lane)
    if (answer.kind === 'applied') lane?.hearApplied(answer)
    else lane?.hearWant(answer)
  }

  /** Facts that the cloud has not yet confirmed. */
  get lag(): number {
    return this.#lanes.reduce((facts, lane) => facts + lane.lag, 0)
  }

  stop(): void {
    this.#stopped = true
    this.#cancel()
    this.#keeping.stop()
    for (const lane of this.#lanes) lane.rest()
  }

  #askAnew(): void {
    if (this.#stopped || this.#renewing) return
    for (const lane of this.#lanes) lane.askAnew()
  }

  #cleared(): void {
    for (const lane of this.#lanes) lane.askOnceMore()
    this.#ship()
  }

  #ship(): void {
    for (const lane of this.#lanes) lane.ship()
  }

  #applied(lane: Lane, upTo: Sequence): void {
    this.#keeping.applied(lane, upTo)
    this.#parts.told({ kind: 'applied', lane, upTo })
  }

  /** Before our first publishing an earlier life of ours wrote these facts; after it, someone else does. */
  #foreign(lane: Lane, above: Epoch): void {
    if (this.#published) {
      this.stop()
      return this.#parts.told({ kind: 'twin', lane, epoch: above })
    }
    this.#renewing = true
    for (const each of this.#lanes) each.rest()
    this.#parts.journal.begin(above, (epoch) => {
      this.#renewing = false
      if (this.#stopped) return
      if (isFault(epoch)) this.#parts.told({ kind: 'stuck', lane, fault: epoch })
      else this.#parts.told({ kind: 'renewed', epoch })
      this.linked()
    })
  }
}
