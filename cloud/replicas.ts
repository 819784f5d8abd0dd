// The replicas of the cloud as they say of themselves on the bus: who is there, and since when that is certain.
import type { Cancel, Clock } from '../bus/clock.ts'
import type { Door } from '../bus/door.ts'
import type { Keyring } from '../bus/keyring.ts'
import type { Link, Message, Transport } from '../bus/transport.ts'
import { decodeReplica, encodeReplica } from '../schemas/replica.ts'
import type { ReplicaSaid } from '../schemas/replica.ts'
import { openSigned, sealSigned } from '../schemas/signed.ts'
import { parseSubject, patternOf, subjectOf } from '../schemas/subjects.ts'
import { isFault } from '../src/kernel/fault.ts'
import type { ProducerId } from '../src/kernel/ids.ts'
import type { MonoMs } from '../src/kernel/time.ts'

/** How often replicas say that they are there, and after which silence one counts as gone. */
export interface ReplicasConfig {
  readonly beatMs: number
  readonly silenceMs: number
}

/** What replicas need to hear of each other. */
export interface ReplicasParts {
  readonly clock: Clock
  readonly transport: Transport
  readonly keyring: Pick<Keyring, 'sign' | 'verify' | 'publicKeys'>
  readonly producer: ProducerId
  readonly cluster: string
  readonly replica: string
  /** Tells this process from another one of the same name. */
  readonly run: string
  /** Where the door for commands of this replica is. */
  readonly door: () => string
  readonly config: ReplicasConfig
  readonly refusals: Door
  /** Who is there, this replica included; certain once everybody had the time to be heard. */
  readonly members: (replicas: readonly string[], certain: boolean) => void
  /** Another process runs under this replica's name. */
  readonly twin: (run: string) => void
}

interface Heard {
  readonly said: ReplicaSaid
  readonly at: MonoMs
}

const topic = 'here'

/** The circle of replicas, as this one hears it. */
export class Replicas {
  readonly #parts: ReplicasParts
  readonly #heard = new Map<string, Heard>()
  #listeningSince: MonoMs | undefined
  #cancels: readonly Cancel[] = []
  #timer: Cancel = () => {}

  constructor(parts: ReplicasParts) {
    this.#parts = parts
  }

  /** Begins to say and to hear. */
  start(): void {
    const { transport, cluster } = this.#parts
    this.#cancels = [
      transport.subscribe(patternOf('cloud', cluster, { topic }), (message) => this.#hear(message)),
      transport.watch((link) => this.#watched(link)),
    ]
    this.#tick()
  }

  /** Says that this replica leaves, and falls silent. */
  stop(): void {
    this.#timer()
    this.#say(true)
    for (const cancel of this.#cancels) cancel()
  }

  /** Where another replica's door is; undefined when it is not heard. */
  doorOf(replica: string): string | undefined {
    return this.#heard.get(replica)?.said.door
  }

  /** The names of all that are there, in order. */
  present(): readonly string[] {
    const { clock, config, replica } = this.#parts
    const now = clock.mono()
    const others = [...this.#heard.values()].filter(({ at }) => now - at < config.silenceMs)
    return [replica, ...others.map(({ said }) => said.replica)].toSorted()
  }

  #tick(): void {
    const { clock, config } = this.#parts
    this.#say(false)
    this.#tell()
    this.#timer = clock.after(config.beatMs, () => this.#tick())
  }

  #tell(): void {
    const { clock, config, members } = this.#parts
    const since = this.#listeningSince
    members(this.present(), since !== undefined && clock.mono() - since >= config.silenceMs)
  }

  #say(leaving: boolean): void {
    const { transport, cluster, keyring, producer, replica, run, door } = this.#parts
    const said = encodeReplica({ replica, run, door: door(), leaving })
    const bytes = sealSigned({ context: 'cloud', signer: producer }, said, keyring.sign)
    transport.publish(subjectOf('cloud', cluster, { replica, topic }), bytes)
  }

  /** What was heard before the link was lost says nothing about who is there now. */
  #watched(link: Link): void {
    this.#listeningSince = link === 'up' ? this.#parts.clock.mono() : undefined
    if (link === 'up') this.#say(false)
  }

  #hear({ subject, bytes }: Message): void {
    const said = this.#read(subject, bytes)
    if (said === undefined) return
    const { replica, run, twin, clock } = this.#parts
    if (said.replica === replica) return said.run === run ? undefined : twin(said.run)
    const isNew = !this.#heard.has(said.replica)
    if (said.leaving) this.#heard.delete(said.replica)
    else this.#heard.set(said.replica, { said, at: clock.mono() })
    if (isNew || said.leaving) this.#tell()
  }

  #read(subject: string, bytes: Uint8Array): ReplicaSaid | undefined {
    const { keyring, refusals } = this.#parts
    const opened = openSigned(bytes, {
      context: 'cloud',
      keyOf: () => keyring.publicKeys.sign,
      verify: keyring.verify,
    })
    const said = isFault(opened) ? opened : decodeReplica(opened.payload)
    const at = parseSubject(subject)
    const isOwn =
      !isFault(at) && at.family === 'cloud' && !isFault(said) && at.replica === said.replica
    if (!isFault(said) && isOwn) return said
    refusals.refuse('word of a replica refused', {
      code: isFault(said) ? said.code : 'MALFORMED',
      todo: 'all replicas of a cloud need the same keys',
    })
    return undefined
  }
}
