// Bringing the cloud's answers into the folder of a stopped node: its lanes are confirmed as if it had been linked.
import { join } from 'node:path'
import { openFileSlots } from '../../../bus/adapters/file-slots.ts'
import { openLevelStore } from '../../../bus/adapters/level-store.ts'
import { systemClock } from '../../../bus/adapters/system-clock.ts'
import { replayFacts } from '../../../bus/journal-facts.ts'
import { openJournal } from '../../../bus/journal/open-journal.ts'
import type { OpenedJournal } from '../../../bus/journal/parts.ts'
import type { Journal } from '../../../bus/journal.ts'
import type { Keyring } from '../../../bus/keyring.ts'
import { takeAnswer } from '../../../bus/up/by-hand.ts'
import { decodeDown } from '../../../schemas/down.ts'
import type { Applied } from '../../../schemas/down.ts'
import { openSigned } from '../../../schemas/signed.ts'
import { Fault, isFault } from '../../kernel/fault.ts'
import { fromHex } from '../../kernel/hex.ts'
import { doneOf, outcomeOf } from '../promise.ts'
import { openFolder } from '../roles/system.ts'
import { table, type Column } from '../show/table.ts'
import { checkStore, isWhole } from './check-store.ts'
import { nodeIn, notWhole } from './export.ts'

interface Row extends Pick<Applied, 'lane' | 'epoch' | 'upTo'> {
  readonly outcome: 'confirmed' | 'known'
}

const columns: readonly Column<Row>[] = [
  { title: 'LANE', cell: ({ lane }) => lane },
  { title: 'EPOCH', cell: ({ epoch }) => String(epoch) },
  { title: 'UP TO', cell: ({ upTo }) => String(upTo) },
  { title: 'OUTCOME', cell: ({ outcome }) => (outcome === 'known' ? 'known already' : outcome) },
]

/** Opens the folder as its agent would; a journal that is not whole is left to the agent. */
export async function importAnswers(answers: readonly Uint8Array[], data: string): Promise<void> {
  const producer = await nodeIn(data)
  const check = await checkStore({ folder: data, kind: 'producer', level: join(data, 'journal') })
  if (!isWhole(check)) throw notWhole(data)
  const { folder, keyring } = await openFolder(data, producer)
  try {
    const { journal } = await outcomeOf<OpenedJournal>((done) =>
      openJournal(
        {
          producer,
          hash: keyring.hash,
          clock: systemClock,
          openStore: (opened) => openLevelStore(join(data, 'journal'), opened),
          openSlots: (opened) => openFileSlots(join(data, 'head'), opened),
        },
        done,
      ),
    )
    try {
      process.stdout.write(table(columns, await takeAll(journal, keyring, answers)))
    } finally {
      await doneOf((done) => journal.close(done))
    }
  } finally {
    await doneOf((done) => folder.close(done))
  }
}

/** Every signature is checked before the first answer is taken. */
async function takeAll(
  journal: Journal,
  keyring: Keyring,
  answers: readonly Uint8Array[],
): Promise<readonly Row[]> {
  const cloudKey = await pinnedKey(journal)
  const claims = answers.map((bytes) => claimOf(bytes, { journal, keyring, cloudKey }))
  const rows: Row[] = []
  for (const claim of claims.flatMap((each) => each ?? [])) {
    const outcome = await outcomeOf<Row['outcome']>((done) => takeAnswer(journal, claim, done))
    rows.push({ ...claim, outcome })
  }
  return rows
}

/** The key that the agent pinned when it was first assigned. */
async function pinnedKey(journal: Journal): Promise<Uint8Array> {
  let key: string | undefined
  await outcomeOf((done) =>
    replayFacts(
      journal,
      ['state'],
      {
        own: (fact) => {
          if (fact.kind === 'assignment-learned') key = fact.cloudKey
        },
      },
      done,
    ),
  )
  const bytes = key === undefined ? undefined : fromHex(key)
  if (bytes !== undefined) return bytes
  const text = 'expected a node that knows its cloud, got one that was never assigned'
  throw new Fault('SIGNATURE_INVALID', `${text}: let its agent link up once`)
}

/** What an answer claims; undefined when the cloud wants more. */
function claimOf(
  bytes: Uint8Array,
  from: { readonly journal: Journal; readonly keyring: Keyring; readonly cloudKey: Uint8Array },
): Applied | undefined {
  const opened = openSigned(bytes, {
    context: 'down',
    keyOf: () => from.cloudKey,
    verify: from.keyring.verify,
  })
  if (isFault(opened)) throw opened
  const down = decodeDown(opened.payload)
  if (isFault(down)) throw down
  if (down.kind === 'want') return undefined
  if (down.kind === 'applied' && down.producer === from.journal.producer) return down
  const whom = down.kind === 'applied' ? down.producer : 'no journal'
  const text = `expected answers for ${from.journal.producer}, got one for ${whom}`
  throw new Fault('STORE_FOREIGN', `${text}: name the right folder with --data`)
}
