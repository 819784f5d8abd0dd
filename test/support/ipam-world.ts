// A node's addresses on virtual time: its disk, its socket, its runtime, and an agent that can die.
import { createMemorySocket } from '../../edge/adapters/memory-socket.ts'
import { openOwnJournal } from '../../bus/own-journal.ts'
import { replayFacts } from '../../bus/journal-facts.ts'
import type { Journal } from '../../bus/journal.ts'
import { createStamps } from '../../bus/stamps.ts'
import { createIpam, isOfAddresses, type Ipam } from '../../edge/ipam/part.ts'
import type { IpamConfig } from '../../edge/ipam/config.ts'
import { producerOf } from '../../edge/producer.ts'
import { decodeAnswer, encodeAsk } from '../../schemas/address-ask.ts'
import { createSimDisk } from '../../sim/disk/disk.ts'
import { createSchedule } from '../../sim/schedule.ts'
import type { SimProcess } from '../../sim/sim-process.ts'
import type { AddressAnswer, AddressAsk } from '../../src/network/ask.ts'
import type { RuntimePod } from '../../src/network/address-state.ts'
import { Fault, isFault } from '../../src/kernel/fault.ts'
import { nodeId } from '../../src/kernel/ids.ts'
import { random } from '../../src/kernel/random.ts'
import { wallMs } from '../../src/kernel/time.ts'
import { keyring } from './small-cloud.ts'

/** One run of the agent. */
export interface IpamAgent {
  readonly ipam: Ipam
  readonly journal: Journal
}

/** The machine of one node. */
export class IpamWorld {
  readonly schedule = createSchedule({ wallStart: wallMs(1_700_000_000_000), random: random(7) })
  readonly disk = createSimDisk(random('disk'))
  /** What the runtime says it runs; a fault while it does not answer. */
  runtime: readonly RuntimePod[] | Fault = []
  /** How often the runtime was asked. */
  asked = 0
  readonly said: string[] = []
  config: IpamConfig = {
    node: nodeId('n'),
    socket: '/run/ipam.sock',
    ranges: [{ subnet: '10.0.0.0/29' }],
    routes: [{ dst: '0.0.0.0/0' }],
    graceMs: 10_000,
    boot: 'boot-1',
  }
  #socket = createMemorySocket(this.schedule.spawn().clock)
  #process: SimProcess | undefined

  /** Starts an agent on the disk; how that ended where it did not start. */
  start(): IpamAgent | Fault {
    const process = this.schedule.spawn()
    this.#process = process
    this.#socket = createMemorySocket(process.clock)
    const { clock } = process
    const stamps = createStamps(clock.wall)
    const tap = (_level: string, what: string): void => void this.said.push(what)
    const runtimePods = (done: (pods: readonly RuntimePod[] | Fault) => void): void => {
      this.asked += 1
      clock.after(50, () => done(this.runtime))
    }
    const ports = { clock, random: random(1), tap, localSocket: this.#socket, runtimePods }
    const files = { ...this.disk.mount(clock), clock, keyring: keyring(), tap }
    const opened = this.wait<Journal | Fault>((done) =>
      openOwnJournal(files, producerOf(this.config.node), done),
    )
    if (isFault(opened)) return opened
    const ipam = createIpam({ ports, journal: opened, stamps, config: this.config })
    if (isFault(ipam)) return ipam
    this.wait((done) =>
      replayFacts(
        opened,
        ['state'],
        {
          own: (fact, hlc) => {
            if (isOfAddresses(fact)) ipam.replay(fact, hlc)
          },
        },
        done,
      ),
    )
    const fault = this.wait<Fault | undefined>((done) => ipam.part.start(done))
    return fault ?? { ipam, journal: opened }
  }

  /** A started agent. */
  started(): IpamAgent {
    const agent = this.start()
    if (isFault(agent)) throw agent
    return agent
  }

  /** The agent dies at once. */
  kill(): void {
    this.#process?.kill()
    this.disk.kill()
  }

  /** Asks as the plugin does. */
  ask(question: AddressAsk | Uint8Array): AddressAnswer | Fault {
    const bytes = question instanceof Uint8Array ? question : encodeAsk(question)
    const answer = this.wait<Uint8Array | Fault>((done) =>
      this.#socket.ask(this.config.socket, bytes, 5_000, done),
    )
    return isFault(answer) ? answer : decodeAnswer(answer)
  }

  /** Lets time pass until the answer is there. */
  wait<T>(ask: (done: (outcome: T) => void) => void): T {
    const box: { answer?: { readonly outcome: T } } = {}
    ask((outcome) => {
      box.answer = { outcome }
    })
    while (box.answer === undefined) {
      const next = this.schedule.nextMs()
      if (next === undefined) throw new Error('the world ended before an answer came')
      this.schedule.run(next)
    }
    return box.answer.outcome
  }

  run(ms: number): void {
    this.schedule.run(this.schedule.now() + ms)
  }
}
