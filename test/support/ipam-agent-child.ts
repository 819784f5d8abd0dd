// A child process that serves a node's addresses from a real journal and socket, until it is killed.
import { join } from 'node:path'
import { openFileSlots } from '../../bus/adapters/file-slots.ts'
import { openLevelStore } from '../../bus/adapters/level-store.ts'
import { sha256 } from '../../bus/adapters/node-keyring.ts'
import { systemClock } from '../../bus/adapters/system-clock.ts'
import { openJournal } from '../../bus/journal/open-journal.ts'
import { replayFacts } from '../../bus/journal-facts.ts'
import { createStamps } from '../../bus/stamps.ts'
import { unixSocket } from '../../edge/adapters/unix-socket.ts'
import type { IpamConfig } from '../../edge/ipam/config.ts'
import { createIpam, isOfAddresses } from '../../edge/ipam/part.ts'
import { producerOf } from '../../edge/producer.ts'
import type { RuntimePod } from '../../src/network/address-state.ts'
import { Fault } from '../../src/kernel/fault.ts'
import { random } from '../../src/kernel/random.ts'

/** What a test tells it. */
export interface IpamChildPlan {
  readonly folder: string
  readonly config: IpamConfig
  /** What the runtime says it runs. */
  readonly pods: readonly RuntimePod[]
}

const { folder, config, pods } = JSON.parse(process.argv[2] ?? '') as IpamChildPlan
process.once('disconnect', () => process.exit())

const said = (outcome: unknown): void =>
  void process.send?.(outcome instanceof Fault ? outcome.message : 'serving')

openJournal(
  {
    producer: producerOf(config.node),
    openStore: (done) => openLevelStore(join(folder, 'journal'), done),
    openSlots: (done) => openFileSlots(join(folder, 'head'), done),
    hash: sha256,
    clock: systemClock,
    repair: (_holes, answer) => answer('renew'),
  },
  (opened) => {
    if (opened instanceof Fault) return said(opened)
    const { journal } = opened
    const runtimePods = (done: (told: readonly RuntimePod[]) => void): void =>
      systemClock.soon(() => done(pods))
    const tap = (): void => {}
    const ports = {
      clock: systemClock,
      random: random(1),
      tap,
      localSocket: unixSocket,
      runtimePods,
    }
    const ipam = createIpam({ ports, journal, stamps: createStamps(systemClock.wall), config })
    if (ipam instanceof Fault) return said(ipam)
    const ears: Parameters<typeof replayFacts>[2] = {
      own: (fact, hlc) => {
        if (isOfAddresses(fact)) ipam.replay(fact, hlc)
      },
    }
    replayFacts(journal, ['state'], ears, () => ipam.part.start(said))
  },
)
