// Making one commit: drafts become envelopes, chained, in one record a lane, without touching the book.
import type { Epoch } from '../../src/kernel/ids.ts'
import { lanes } from '../../src/facts.ts'
import type { Lane } from '../../src/facts.ts'
import type { Draft, Stored } from '../journal.ts'
import type { Write } from '../store.ts'
import type { Book } from './book.ts'
import type { Head } from './head.ts'
import { LanePlan } from './lane-plan.ts'
import type { Pen } from './lane-plan.ts'

/** A commit that is ready to be written. */
export interface Prepared {
  readonly writes: Write[]
  readonly epoch: Epoch
  readonly lanes: Head['lanes']
  readonly bytes: Readonly<Record<Lane, number>>
  /** What each append of the commit is answered with. */
  readonly stored: readonly (readonly Stored[])[]
}

/** Prepares the appends of one commit, in order, in `epoch`: one record a lane. */
export function prepare(
  book: Book,
  appends: readonly (readonly Draft[])[],
  epoch: Epoch,
  pen: Pen,
): Prepared {
  const plans: Readonly<Record<Lane, LanePlan>> = {
    state: new LanePlan('state', book, epoch, pen),
    telemetry: new LanePlan('telemetry', book, epoch, pen),
    audit: new LanePlan('audit', book, epoch, pen),
  }
  for (const drafts of appends) for (const draft of drafts) plans[draft.lane].plan(draft)
  const stored = appends.map((drafts) => drafts.map((draft) => plans[draft.lane].write()))
  const writes = lanes.flatMap((lane) => plans[lane].finish())
  const { state, telemetry, audit } = plans
  return {
    writes,
    epoch,
    lanes: { state: state.head, telemetry: telemetry.head, audit: audit.head },
    bytes: { state: state.bytes, telemetry: telemetry.bytes, audit: audit.bytes },
    stored,
  }
}
