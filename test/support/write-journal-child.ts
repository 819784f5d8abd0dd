// A child process that appends to several journals as fast as it can and reports every acknowledgement, until it is killed.
import { join } from 'node:path'
import { openFileSlots } from '../../bus/adapters/file-slots.ts'
import { openLevelStore } from '../../bus/adapters/level-store.ts'
import { sha256 } from '../../bus/adapters/node-keyring.ts'
import { systemClock } from '../../bus/adapters/system-clock.ts'
import { openJournal } from '../../bus/journal/open-journal.ts'
import type { Journal } from '../../bus/journal.ts'
import { Fault } from '../../src/kernel/fault.ts'
import { producerId, sequence } from '../../src/kernel/ids.ts'
import { wallMs } from '../../src/kernel/time.ts'

const [start = '0', ...folders] = process.argv.slice(2)
let n = Number(start)
process.once('disconnect', () => process.exit())

folders.forEach((folder, which) => {
  openJournal(
    {
      producer: producerId('node/a'),
      openStore: (done) => openLevelStore(join(folder, 'journal'), done),
      openSlots: (done) => openFileSlots(join(folder, 'head'), done),
      hash: sha256,
      clock: systemClock,
    },
    (outcome) => {
      if (outcome instanceof Fault) process.send?.({ refused: outcome.message })
      else for (let writer = 0; writer < 3; writer++) write(outcome.journal, which)
    },
  )
})

/** Appends a few facts, tells what was acknowledged, and goes on; now and then compacts. */
function write(journal: Journal, which: number): void {
  const contents = Array.from({ length: 1 + (n % 3) }, () => n++)
  const drafts = contents.map((content) => ({
    lane: content % 5 === 0 ? ('audit' as const) : ('state' as const),
    kind: 'counted',
    kindVersion: 1,
    key: `key/${content}`,
    hlc: { wallMs: wallMs(content), counter: 0 },
    body: new TextEncoder().encode(JSON.stringify({ n: content })),
  }))
  journal.append(drafts, (stored) => {
    if (stored instanceof Fault) return void process.send?.({ refused: stored.message })
    const told = stored.map(({ lane, epoch, seq }, at) => [contents[at], `${lane}/${epoch}/${seq}`])
    process.send?.({ which, told })
    const { last } = journal.position('state')
    if (last % 40 === 0) journal.compact('state', sequence(last - 10), () => undefined)
    write(journal, which)
  })
}
