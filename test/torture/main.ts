// `npm run torture [-- SECTION… --rounds N --seed S]`: what must not be lost, put through far more than the tests do.
import { parseArgs } from 'node:util'
import { table } from '../../src/cli/show/table.ts'
import { Progress } from '../../src/cli/up/progress.ts'
import { random } from '../../src/kernel/random.ts'
import { crashes } from './crash.ts'
import { decodings } from './decode.ts'
import { flips } from './flip.ts'
import { kills } from './kill.ts'
import { mosquittoRestarts } from './mosquitto.ts'
import { natsLosses } from './nats.ts'
import { partitions } from './partition.ts'
import { runSection } from './section.ts'
import type { Section, Tally } from './section.ts'

const sections: readonly Section[] = [
  kills,
  flips,
  crashes,
  decodings,
  partitions,
  natsLosses,
  mosquittoRestarts,
]

interface Row {
  readonly damage: string
  readonly outcome: string
  readonly rounds: number
}

const columns = [
  { title: 'DAMAGE', cell: ({ damage }: Row) => damage },
  { title: 'OUTCOME', cell: ({ outcome }: Row) => outcome },
  { title: 'ROUNDS', cell: (row: Row) => String(row.rounds) },
]

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string' }, seed: { type: 'string' } },
})
const seed = values.seed ?? String(Date.now() % 1_000_000_000)
const rounds = values.rounds === undefined ? undefined : Number(values.rounds)
const names = sections.map(({ name }) => name)
const unknown = positionals.filter((name) => !names.includes(name))
if (unknown.length > 0 || (rounds !== undefined && !(rounds >= 1))) {
  const usage = `expected SECTION… of ${names.join(', ')}, --rounds N from 1, --seed S`
  process.stderr.write(`error: ${usage}; got ${process.argv.slice(2).join(' ')}\n`)
  process.exit(2)
}

process.stdout.write(`seed ${seed}\n`)
let violations = 0
for (const section of sections)
  if (positionals.length === 0 || positionals.includes(section.name)) await run(section)
process.stdout.write(violations === 0 ? 'no violation\n' : `${violations} violations\n`)
process.exit(violations === 0 ? 0 : 1)

/** A violation ends its section, not the others. */
async function run(section: Section): Promise<void> {
  const wanted = rounds ?? section.rounds
  process.stdout.write(`\n${section.title}\n`)
  const progress = new Progress(process.stdout)
  const tenths = (done: number): number => Math.floor((10 * done) / wanted) * 10
  const step = (done: number): void =>
    progress.step(`${section.name} ${tenths(done)} %`, done, wanted)
  try {
    const tally = await runSection(section, { rounds: wanted, chance: random(seed) }, step)
    progress.end(`  ${section.name}: ${wanted} rounds`)
    process.stdout.write(table(columns, rowsOf(tally)))
  } catch (error) {
    violations += 1
    progress.end(`  ${section.name}: stopped`)
    process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`)
  }
}

function rowsOf(tally: Tally): readonly Row[] {
  const rows = [...tally].flatMap(([damage, outcomes]) =>
    [...outcomes].map(([outcome, count]) => ({ damage, outcome, rounds: count })),
  )
  return rows.toSorted((a, b) => a.damage.localeCompare(b.damage) || b.rounds - a.rounds)
}
