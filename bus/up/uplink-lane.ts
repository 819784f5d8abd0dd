// One lane on its way up: asking where the owner stands, then shipping within credit, until everything is applied.
//
// asking: a question is out. shipping: the owner's place is known; batches go out after `sent`. copying: facts that the
// owner cannot take any more, their epoch being past, are written again in this one. Whatever is lost, a timer turns
// shipping into asking again, so a lane needs no answer that cannot be asked for twice.
import { sameBytes } from '../../src/kernel/chain.ts'
import { Fault, isFault } from '../../src/kernel/fault.ts'
import { epoch, sequence } from '../../src/kernel/ids.ts'
import type { Epoch, Sequence } from '../../src/kernel/ids.ts'
import type { Lane } from '../../src/facts.ts'
import { encodeBatch } from '../../schemas/batch.ts'
import { decodeEnvelope } from '../../schemas/envelope.ts'
import type { Batch } from '../../schemas/batch.ts'
import type { Applied, Want } from '../../schemas/down.ts'
import { sealSigned } from '../../schemas/signed.ts'
import { backoffMs } from '../backoff.ts'
import type { Stored } from '../journal.ts'
import type { Cancel } from '../clock.ts'
import { nextBatch, questionOf } from './batch-of.ts'
import { copyUnconfirmed } from './copy-unconfirmed.ts'
import { judgeApplied } from './judge-applied.ts'
import type { UplinkBounds, UplinkParts } from './uplink-parts.ts'

/** What a lane tells the uplink around it. */
export interface LaneTells {
  /** The owner has facts of ours, above this epoch or in it, that we do not have. */
  readonly foreign: (lane: Lane, above: Epoch) => void
  /** The owner durably took the lane up to here, in our epoch and along our chain. */
  readonly applied: (lane: Lane, upTo: Sequence) => void
  /** Whether facts may go out: of no lane somebody else's may still be found. */
  readonly mayShip: () => boolean
  /** Of this lane none will be found any more. */
  readonly cleared: () => void
  /** A batch with facts of our epoch goes out. */
  readonly published: () => void
}

/** One lane of an uplink. */
export class UplinkLane {
  readonly lane: Lane
  readonly #parts: UplinkParts
  readonly #bounds: UplinkBounds
  readonly #tells: LaneTells
  #phase: 'resting' | 'asking' | 'shipping' | 'copying' = 'resting'
  /** The epoch in which the owner was asked; when it changes, it is asked again. */
  #epoch: Epoch = epoch(0)
  #sent: Sequence = sequence(0)
  #underWay: Sequence[] = []
  #reading = false
  /** Where shipping began again because the owner wanted it, since it was asked last. */
  #wanted: Sequence | undefined
  /** By what the owner has answered in this run, nobody else's facts are in the lane. */
  #isClear = false
  #turn = 0
  #tries = 0
  #timer: Cancel | undefined

  constructor(lane: Lane, parts: UplinkParts, bounds: UplinkBounds, tells: LaneTells) {
    this.lane = lane
    this.#parts = parts
    this.#bounds = bounds
    this.#tells = tells
  }

  /** Facts that the cloud has not yet confirmed. */
  get lag(): number {
    const { last, confirmed } = this.#parts.journal.position(this.lane)
    return last - confirmed
  }

  get isClear(): boolean {
    return this.#isClear
  }

  /** Asks the owner where it stands. */
  ask(): void {
    this.#turn += 1
    this.#phase = 'asking'
    this.#reading = false
    this.#wanted = undefined
    this.#underWay = []
    this.#epoch = this.#parts.journal.position(this.lane).epoch
    this.#send(questionOf(this.#parts.journal, this.lane))
    this.#await()
  }

  /** A link came up: what was waited for before does not count. A lane without facts asks once in a run. */
  askAnew(): void {
    this.#tries = 0
    if (!this.#isClear || this.#parts.journal.position(this.lane).last > 0) this.ask()
  }

  /** Another lane was answered: what the owner left unanswered before is asked once more at once. */
  askOnceMore(): void {
    if (this.#phase !== 'asking' || this.#tries <= 1) return
    this.#tries = 0
    this.ask()
  }

  rest(): void {
    this.#turn += 1
    this.#phase = 'resting'
    this.#isClear = false
    this.#timer?.()
    this.#timer = undefined
  }

  hearApplied(claim: Applied): void {
    if (this.#phase !== 'asking' && this.#phase !== 'shipping') return
    const judged = judgeApplied(this.#parts.journal.position(this.lane), claim)
    switch (judged.kind) {
      case 'foreign':
        return this.#tells.foreign(this.lane, judged.above)
      case 'gone':
        return this.#gone(claim.upTo)
      case 'resume':
        return this.#phase === 'asking' ? this.#copy() : undefined
      case 'below':
        return this.#phase === 'asking' ? this.#below(claim.upTo, judged.after) : undefined
      case 'compare':
        return this.#compare(claim, judged.licence)
    }
  }

  /** Once for a place: an owner that could not take what it got for it would have it again and again without a pause. */
  hearWant({ after }: Want): void {
    const { checkpoint } = this.#parts.journal.position(this.lane)
    if (this.#phase !== 'shipping' || after >= this.#sent || after < checkpoint) return
    if (after === this.#wanted) return
    this.#wanted = after
    this.#turn += 1
    this.#reading = false
    this.#goOn(after)
  }

  /** Ships what may be shipped now. */
  ship(): void {
    if (this.#phase !== 'shipping' || this.#reading || !this.#tells.mayShip()) return
    const { last, epoch: present } = this.#parts.journal.position(this.lane)
    if (present !== this.#epoch) return this.ask()
    if (this.#sent >= last || this.#underWay.length >= this.#bounds.creditBatches) return
    const turn = this.#turn
    this.#reading = true
    const after = this.#sent
    nextBatch(this.#parts.journal, this.lane, { after, bounds: this.#bounds }, (batch) => {
      if (turn !== this.#turn) return
      this.#reading = false
      if (isFault(batch)) return this.#stuck(batch)
      if (batch === undefined) return
      this.#sendFacts(batch)
      this.ship()
    })
  }

  #sendFacts(batch: Batch): void {
    const to = sequence(batch.from + batch.envelopes.length - 1)
    if (batch.epoch === this.#parts.journal.position(this.lane).epoch) this.#tells.published()
    this.#send(batch)
    this.#sent = to
    this.#underWay.push(to)
    if (this.#timer === undefined) this.#await()
  }

  #send(batch: Batch): void {
    const { journal, keyring, send } = this.#parts
    const as = { context: 'batch', signer: journal.producer } as const
    send(sealSigned(as, encodeBatch(batch), keyring.sign))
  }

  #compare(claim: Applied, licence: boolean): void {
    const turn = this.#turn
    this.#parts.journal.chainAt(this.lane, claim.upTo, (chain) => {
      if (turn !== this.#turn || isFault(chain)) return
      if (sameBytes(chain, claim.chain)) return this.#confirmed(claim, licence)
      if (licence) return this.#tells.foreign(this.lane, claim.epoch)
      if (this.#phase === 'asking') this.#copy()
    })
  }

  #confirmed(claim: Applied, licence: boolean): void {
    const { confirmed } = this.#parts.journal.position(this.lane)
    if (licence && claim.upTo > confirmed) {
      this.#parts.journal.confirm(this.lane, claim.upTo)
      this.#tells.applied(this.lane, claim.upTo)
    }
    const before = this.#underWay.length
    this.#underWay = this.#underWay.filter((to) => to > claim.upTo)
    if (this.#phase === 'asking') return this.#goOn(claim.upTo)
    if (this.#underWay.length < before) this.#progressed()
    this.ship()
  }

  /** What was lost before this epoch cannot travel any more: the lane goes on from the epoch's beginning, if that is here. */
  #below(upTo: Sequence, after: Sequence): void {
    const turn = this.#turn
    this.#parts.journal.read(this.lane, after, 1, (facts) => {
      if (turn !== this.#turn || this.#phase !== 'asking') return
      if (isFault(facts) || !isBeginning(facts[0])) return this.#gone(upTo)
      this.#copy()
    })
  }

  /** What was written before this epoch and never confirmed travels as copies; then the epoch's own beginning does. */
  #copy(): void {
    const turn = ++this.#turn
    this.#phase = 'copying'
    this.#timer?.()
    this.#timer = undefined
    copyUnconfirmed(this.#parts.journal, this.lane, (fault) => {
      if (turn !== this.#turn) return
      if (fault) return this.#stuck(fault)
      const { began } = this.#parts.journal.position(this.lane)
      this.#goOn(sequence(began - 1))
    })
  }

  /** Ships after `after`, which the owner has. */
  #goOn(after: Sequence): void {
    this.#phase = 'shipping'
    this.#sent = after
    this.#underWay = []
    this.#progressed()
    this.#clear()
    this.ship()
  }

  #clear(): void {
    if (this.#isClear) return
    this.#isClear = true
    this.#tells.cleared()
  }

  #progressed(): void {
    this.#tries = 0
    this.#timer?.()
    this.#timer = undefined
    // Also where all was taken: a journal whose disk is full does not keep what is confirmed.
    if (this.lag > 0) this.#await()
  }

  /** The timer goes on asking: the cloud may get its own journal back. */
  #gone(upTo: Sequence): void {
    this.#clear()
    const { checkpoint } = this.#parts.journal.position(this.lane)
    const text = `expected the cloud to have ${this.lane} up to our checkpoint ${checkpoint}, got ${upTo}`
    this.#stuck(new Fault('GONE', `${text}: it lost its journal; restore it`))
  }

  #stuck(fault: Fault): void {
    this.#parts.told({ kind: 'stuck', lane: this.lane, fault })
    if (this.#timer === undefined) this.#await()
  }

  /** Without progress the owner is asked again. */
  #await(): void {
    this.#timer?.()
    this.#tries += 1
    const { resendMinMs, resendMaxMs } = this.#bounds
    const bounds = { minMs: resendMinMs, maxMs: resendMaxMs }
    const delayMs = backoffMs(this.#tries, bounds, this.#parts.random)
    this.#timer = this.#parts.clock.after(delayMs, () => {
      this.#timer = undefined
      this.ask()
    })
  }
}

function isBeginning(stored: Stored | undefined): boolean {
  const envelope = stored && decodeEnvelope(stored.envelope)
  return envelope !== undefined && !isFault(envelope) && envelope.kind === 'epoch-began'
}
