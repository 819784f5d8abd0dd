// Checks that what each replica of the cloud holds of its nodes is what its journal replays to, by the same rules.
import { pastState } from '../../cloud/past-state.ts'
import type { PastState } from '../../cloud/past-state.ts'
import { isFault } from '../../src/kernel/fault.ts'
import { wallMs } from '../../src/kernel/time.ts'
import type { CloudProcess } from '../world/cloud-process.ts'
import type { Find, MakeChecker, WorldView } from './checker.ts'

/** A time after every stamp. */
const atLast = wallMs(253_402_300_000_000)

type Line = Pick<PastState['nodes'][number], 'node' | 'site' | 'verdict' | 'since'>

/** The checker; live is what `status` says, replayed is what `state --at` finds. */
export const stateReplayed: MakeChecker = (view) => ({
  name: 'state replayed',
  healed: (find) => {
    for (const replica of view.processes.clouds)
      check(view, replica, (what) => find(`${replica.name}: ${what}`))
  },
})

function check(view: WorldView, { placed, cloud }: CloudProcess, find: Find): void {
  view.ask(placed, '/v1/status', (live) => {
    const journal = cloud()?.journal()
    if (journal === undefined) return find('it does not run')
    const clock = { ...view.clock, wall: () => atLast }
    pastState({ journal, clock }, atLast, (past) => {
      if (isFault(past)) return find(`its journal does not replay: ${past.message}`)
      compare((JSON.parse(live) as { readonly nodes: readonly Line[] }).nodes, past.nodes, find)
    })
  })
}

function compare(live: readonly Line[], past: readonly Line[], find: Find): void {
  const replayed = new Map(past.map((line) => [line.node, tell(line)]))
  for (const line of live) {
    const text = replayed.get(line.node)
    if (text !== tell(line)) find(`${line.node} is ${tell(line)}, replayed it is ${text}`)
  }
}

const tell = ({ site, verdict, since }: Line): string =>
  `${verdict} since ${since ?? 'ever'} in ${site}`
