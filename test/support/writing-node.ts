// A node that takes writes alone, on virtual time: its journal on a disk that outlives it, and its local clients' view.
import type { Clock } from '../../bus/clock.ts'
import type { Journal } from '../../bus/journal.ts'
import { replayFacts } from '../../bus/journal-facts.ts'
import { openJournal } from '../../bus/journal/open-journal.ts'
import { createStamps } from '../../bus/stamps.ts'
import { keepBytesUsual } from '../../edge/config.ts'
import { localWrites } from '../../edge/writes/local-writes.ts'
import { Writes } from '../../edge/writes/writes.ts'
import { createSimDisk } from '../../sim/disk/disk.ts'
import type { Schedule } from '../../sim/schedule.ts'
import type { SimProcess } from '../../sim/sim-process.ts'
import { nodeId, producerId } from '../../src/kernel/ids.ts'
import { random } from '../../src/kernel/random.ts'
import type { NodeWriteFact } from '../../src/mirror/pending/facts.ts'
import { builtinKinds } from '../../src/objects/kinds/builtin.ts'
import { kindRegistry } from '../../src/objects/kinds/registry.ts'
import { requestInfo } from '../../src/objects/request/info.ts'
import { whole } from '../conformance/disk.ts'
import { sha256 } from './journal.ts'
import { createLocalView } from './local-view.ts'

/** An answer to a local client. */
export interface LocalAnswer {
  readonly status: number
  readonly body: unknown
}

type LocalRequest = [method: string, path: string, body?: unknown, type?: string]
type View = ReturnType<typeof createLocalView>

const registry = kindRegistry(builtinKinds)
const isOfWrites = (kind: string): boolean => kind === 'write-accepted' || kind === 'writes-settled'

/** The node; what the cloud had told it is told it again when it starts. A journal that is given outlives it. */
export function writingNode(
  schedule: Schedule,
  name: string,
  given?: Journal,
  keepBytesMax = keepBytesUsual,
) {
  const disk = createSimDisk(random(`disk of ${name}`))
  const feeds: Parameters<View['feed']>[] = []
  let process: SimProcess
  let view: View
  let writes: Writes | undefined
  let journal: Journal | undefined
  let starts = 0
  const start = (): void => {
    process = schedule.spawn()
    const { clock } = process
    view = createLocalView(1_000_000 * ++starts)
    writes = undefined
    for (const told of feeds) view.feed(...told)
    const over = (opened: Journal): void => begin(opened, clock)
    if (given !== undefined) over(given)
    else {
      const parts = { producer: producerId(`node/${name}`), hash: sha256, clock }
      openJournal({ ...parts, ...disk.mount(clock) }, (opened) => over(whole(opened).journal))
    }
    schedule.run(schedule.now() + 50)
  }
  const begin = (over: Journal, clock: Clock): void => {
    journal = over
    const next = new Writes({
      node: nodeId(name),
      keepBytesMax,
      clock,
      random: random(`${name} ${starts}`),
      journal: over,
      stamps: createStamps(clock.wall),
      view: view.view,
    })
    const own: Parameters<typeof replayFacts>[2]['own'] = (fact, hlc) => {
      if (isOfWrites(fact.kind)) next.replay(fact as NodeWriteFact, hlc)
    }
    replayFacts(over, ['state'], { own }, (replayed) => {
      whole(replayed)
      next.part().start(() => {
        writes = next
        // Nobody is served before what is pending lies over what the cloud told.
        view.seen.length = 0
      })
    })
  }
  const ask = (
    [method, path, body, type = 'application/json']: LocalRequest,
    done: (answer: LocalAnswer) => void = () => {},
  ): void => {
    const info = requestInfo(method, path)
    if (info.about !== 'resource' || writes === undefined) throw new Error('not to be asked')
    const text = body === undefined ? '' : JSON.stringify(body)
    const headers = { 'content-type': type }
    const request = { method, path, headers, body: new TextEncoder().encode(text) }
    const door = localWrites({ writes, registry, clock: process.clock })
    door.accept({ request, info }, (answer) =>
      done({ status: answer.status, body: answer.content.value() }),
    )
  }
  start()
  return {
    disk,
    start,
    ask,
    /** Asks, and lets time pass until it is answered. */
    answered: (...request: LocalRequest): LocalAnswer => {
      let answer: LocalAnswer | undefined
      ask(request, (one) => (answer = one))
      schedule.run(schedule.now() + 20)
      if (answer === undefined) throw new Error(`${request[1]} was not answered`)
      return answer
    },
    /** Its process dies; what it had written stays. */
    kill: () => {
      process.kill()
      disk.kill()
    },
    feed: (...told: Parameters<View['feed']>): void => {
      feeds.push(told)
      view.feed(...told)
      const [, { group, resource }, namespace = '', object] = told
      writes?.based({ group, resource, namespace, name: object })
    },
    get view() {
      return view
    },
    get writes() {
      if (writes === undefined) throw new Error('it has not started')
      return writes
    },
    get journal() {
      if (journal === undefined) throw new Error('it has not started')
      return journal
    },
    get clock() {
      return process.clock
    },
  }
}
