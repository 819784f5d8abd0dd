// The addresses of a node's pods: the host of their rules, the socket where plugins ask, and asking the runtime.
// P1. An address is in the journal before it is answered.
// P2. The journal's epoch is told before each question, so that a new one makes the runtime be asked first.
import { Host } from '../../bus/host.ts'
import { journalSink } from '../../bus/journal-facts.ts'
import type { Clock } from '../../bus/clock.ts'
import type { Journal } from '../../bus/journal.ts'
import type { Part } from '../../bus/lifecycle.ts'
import { Performer } from '../../bus/performer.ts'
import type { Stamps } from '../../bus/stamps.ts'
import { quietTap, type Tap } from '../../bus/tap.ts'
import { askBytesMax, decodeAsk, encodeAnswer } from '../../schemas/address-ask.ts'
import type { Fact } from '../../src/facts.ts'
import { isFault, type Fault } from '../../src/kernel/fault.ts'
import type { Random } from '../../src/kernel/random.ts'
import type { Hlc } from '../../src/kernel/time.ts'
import { addressProcess } from '../../src/network/addresses.ts'
import { hasLearned } from '../../src/network/addresses-decide.ts'
import type {
  AddressHard,
  AddressInput,
  AddressRules,
  AddressSoft,
  AddressState,
  AskRuntime,
} from '../../src/network/address-state.ts'
import type { AddressAnswer, AddressAsk } from '../../src/network/ask.ts'
import type { AddressFact } from '../../src/network/facts.ts'
import { answerDone, answerFault, answerGiven, answerStatus } from './answers.ts'
import { addressRules, type IpamConfig } from './config.ts'
import type { DoorBounds, LocalDoor, LocalSocket } from './local-socket.ts'
import type { RuntimePods } from './runtime-pods.ts'

/** What a node's addresses stand on. */
export interface IpamPorts {
  readonly clock: Clock
  readonly random: Random
  readonly tap: Tap
  readonly localSocket: LocalSocket
  readonly runtimePods: RuntimePods
}

/** The ports, the node's own journal, and the settings. */
export interface IpamBase {
  readonly ports: IpamPorts
  readonly journal: Journal
  readonly stamps: Stamps
  readonly config: IpamConfig
}

/** Inputs that may wait while a fact is being written. */
const inboxMax = 1_024

/** What the socket puts up with. */
const bounds: DoorBounds = { lineBytesMax: askBytesMax, callersMax: 512, questionMs: 5_000 }

/** After a failed write an address is asked for again after this long. */
const retryMs = 1_000

/** How often a runtime that does not answer is asked. */
const runtimeRetry = { minMs: 500, maxMs: 10_000 }

type AddressHost = Host<
  AddressHard,
  AddressSoft,
  AddressInput,
  AddressFact,
  AskRuntime,
  AddressRules
>

/** The kept facts of addresses, by which a replay finds them. */
const keptKinds: ReadonlySet<Fact['kind']> = new Set<AddressFact['kind']>([
  'address-given',
  'address-released',
  'addresses-learned',
])

/** Whether a fact that is read back belongs to addresses. */
export const isOfAddresses = (fact: Fact): fact is AddressFact => keptKinds.has(fact.kind)

/** A node's addresses: facts are replayed into it before its part starts. */
export interface Ipam {
  readonly replay: (fact: AddressFact, hlc: Hlc) => void
  readonly part: Part
  /** What is held now. */
  readonly state: () => AddressState
}

/** The addresses of a node: CONFIG_INVALID where its settings make no sense. */
export function createIpam(base: IpamBase): Ipam | Fault {
  const rules = addressRules(base.config)
  return isFault(rules) ? rules : new RunningIpam(base, rules)
}

class RunningIpam implements Ipam {
  readonly #base: IpamBase
  readonly #rules: AddressRules
  readonly #host: AddressHost
  readonly #performer: Performer<AskRuntime>
  readonly #say: Tap
  #epoch: number | undefined
  #door: LocalDoor | undefined

  constructor(base: IpamBase, rules: AddressRules) {
    const { ports, stamps, journal } = base
    this.#base = base
    this.#rules = rules
    this.#say = quietTap(ports.tap, ports.clock.mono)
    this.#performer = new Performer({
      clock: ports.clock,
      random: ports.random.fork('runtime'),
      perform: (action, done) => this.#askRuntime(action, done),
      answered: (node) => this.#host.reconcile(node),
      repeatMs: runtimeRetry.minMs,
      retry: runtimeRetry,
    })
    this.#host = new Host<
      AddressHard,
      AddressSoft,
      AddressInput,
      AddressFact,
      AskRuntime,
      AddressRules
    >({
      process: addressProcess,
      config: rules,
      clock: ports.clock,
      random: ports.random.fork('addresses'),
      stamp: stamps.next,
      sink: journalSink<AddressFact>(journal),
      tick: { kind: 'tick' },
      want: (node, actions) => this.#performer.want(node, actions),
      heard: (_node, fact) => this.#heard(fact),
      inboxMax,
      retryMs,
    })
  }

  replay(fact: AddressFact, hlc: Hlc): void {
    this.#host.replay(this.#rules.node, fact, hlc)
  }

  state(): AddressState {
    return this.#host.state(this.#rules.node)
  }

  get part(): Part {
    return {
      name: 'addresses',
      start: (done) => {
        this.#observeEpoch()
        const { ports, config } = this.#base
        const answer = (question: Uint8Array | Fault, reply: (answer: Uint8Array) => void): void =>
          this.#answer(isFault(question) ? question : decodeAsk(question), (answered) =>
            reply(encodeAnswer(answered)),
          )
        ports.localSocket.listen(config.socket, bounds, answer, (outcome) => {
          if (isFault(outcome)) this.#end()
          else this.#door = outcome
          done(isFault(outcome) ? outcome : undefined)
        })
      },
      stop: (done) => {
        this.#end()
        if (this.#door === undefined) this.#base.ports.clock.soon(done)
        else this.#door.close(done)
      },
    }
  }

  #end(): void {
    this.#performer.stop()
    this.#host.stop()
  }

  #observeEpoch(): void {
    const { epoch } = this.#base.journal.position('state')
    if (epoch === this.#epoch) return
    this.#epoch = epoch
    this.#host.post(this.#rules.node, { kind: 'opened', epoch })
  }

  #answer(ask: AddressAsk | Fault, reply: (answer: AddressAnswer) => void): void {
    if (isFault(ask)) return reply(answerFault(ask))
    this.#observeEpoch()
    if (ask.kind === 'status') return reply(answerStatus(hasLearned(this.state())))
    const { ranges } = this.#rules
    const { routes } = this.#base.config
    this.#host.post(this.#rules.node, ask, (outcome) =>
      reply(ask.kind === 'add' ? answerGiven(outcome, { ranges, routes }) : answerDone(outcome)),
    )
  }

  #askRuntime({ epoch }: AskRuntime, done: (fault: Fault | undefined) => void): () => void {
    let wanted = true
    this.#base.ports.runtimePods((pods) => {
      if (!wanted) return
      if (isFault(pods)) {
        this.#say('warn', 'the container runtime does not answer', { code: pods.code })
        return done(pods)
      }
      this.#host.post(this.#rules.node, { kind: 'learned', epoch, pods }, (outcome) =>
        done(isFault(outcome) ? outcome : undefined),
      )
    })
    return () => {
      wanted = false
    }
  }

  #heard(fact: AddressFact): void {
    if (fact.kind === 'addresses-learned')
      this.#say('info', 'addresses learned from the runtime', { held: fact.held })
    if (fact.kind === 'address-refused' && fact.because === 'exhausted')
      this.#say('warn', 'no address is free', { family: fact.family })
  }
}
