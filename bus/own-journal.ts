// A producer's own journal: opened, given a new epoch where facts are lost, and its losses said aloud.
import { isFault, type Fault } from '../src/kernel/fault.ts'
import type { ProducerId } from '../src/kernel/ids.ts'
import type { Clock } from './clock.ts'
import { openJournal } from './journal/open-journal.ts'
import type { Open } from './journal/parts.ts'
import type { Journal } from './journal.ts'
import { copyUntold } from './up/copy-untold.ts'
import type { Keyring } from './keyring.ts'
import type { Slots, Store } from './store.ts'
import type { Tap } from './tap.ts'

/** The files and helpers of an agent's journal. */
export interface OwnJournalPorts {
  readonly clock: Clock
  readonly keyring: Keyring
  readonly openStore: Open<Store>
  readonly openSlots: Open<Slots>
  readonly tap: Tap
  /** Above this many bytes of tail the oldest telemetry is dropped. */
  readonly tailBytesMax?: number
  /** Whether its facts travel to the cloud. */
  readonly travels?: boolean
}

/** Opens the journal. What was lost is said aloud, and a new epoch begins above it. */
export function openOwnJournal(
  ports: OwnJournalPorts,
  producer: ProducerId,
  done: (outcome: Journal | Fault) => void,
): void {
  const { tap, keyring } = ports
  openJournal(
    { ...ports, producer, hash: keyring.hash, repair: (_holes, answer) => answer('renew') },
    (opened) => {
      if (isFault(opened)) return done(opened)
      const { journal, outcome, losses, untold, told } = opened
      const lost = losses.length > 0 ? { losses } : {}
      tap(losses.length > 0 ? 'error' : 'info', 'journal opened', { outcome, ...lost })
      if (untold === undefined) return done(journal)
      const finish = (fault: Fault | undefined): void =>
        fault === undefined ? done(journal) : journal.close(() => done(fault))
      if (ports.travels !== true) return told(finish)
      copyUntold(journal, untold, (fault) => (fault === undefined ? told(finish) : finish(fault)))
    },
  )
}
