// What a node says on the LAN of its own pods as long as the cloud does not know it: all of it, each time, under a higher number.
import type { Cancel, Clock } from '../../bus/clock.ts'
import type { Keyring } from '../../bus/keyring.ts'
import { limits } from '../../schemas/limits.ts'
import { encodePodsTold } from '../../schemas/pods-told.ts'
import type { PodsTold } from '../../schemas/pods-told.ts'
import { sealSigned } from '../../schemas/signed.ts'
import type { NodeId } from '../../src/kernel/ids.ts'
import type { MonoMs } from '../../src/kernel/time.ts'
import type { PodWord } from '../../src/services/pod-word.ts'
import { producerOf } from '../producer.ts'

/** What telling stands on. */
export interface TellingParts {
  readonly node: NodeId
  readonly clock: Pick<Clock, 'mono' | 'after'>
  readonly keyring: Pick<Keyring, 'sign'>
  /** For so long it is said that there is nothing more to say. */
  readonly silenceMs: number
  /** Which run this is: the epoch of the journal, and the incarnation. */
  readonly run: () => Pick<PodsTold, 'epoch' | 'incarnation'>
  /** What the cloud does not know yet of the node's own pods. */
  readonly own: () => readonly PodWord[]
  /** Says something on the node's own broker. */
  readonly say: (bytes: Uint8Array) => void
  /** Told of what the node says now. */
  readonly said: (words: readonly PodWord[], at: MonoMs) => void
}

/** Changes are gathered for so long before they are told. */
const gatherMs = 300
/** News is said again a few times: after a reboot peers find their way back within seconds, and a round may be long. */
const newsAgain = { times: 5, afterMs: 1_000 }
const nothing = '[]'

interface Said {
  readonly text: string
  readonly signed: Uint8Array
  readonly at: MonoMs
}

/** The voice of one node. */
export class PodsTeller {
  readonly #parts: TellingParts
  #said: Said | undefined
  #number = 0
  #gathering: Cancel | undefined
  #again: Cancel = () => {}

  constructor(parts: TellingParts) {
    this.#parts = parts
  }

  /** Something of the own pods has changed. */
  changed(): void {
    this.#gathering ??= this.#parts.clock.after(gatherMs, () => {
      this.#gathering = undefined
      if (this.#look()) this.#sayTimes(newsAgain.times)
    })
  }

  /** All is said again, for those who did not hear it. */
  round(): void {
    if (this.#look()) this.#sayTimes(newsAgain.times)
    else this.#say()
  }

  stop(): void {
    this.#gathering?.()
    this.#again()
  }

  #sayTimes(left: number): void {
    this.#say()
    this.#again()
    if (left > 0)
      this.#again = this.#parts.clock.after(newsAgain.afterMs, () => this.#sayTimes(left - 1))
  }

  /** Works out what there is to say; whether that is news. */
  #look(): boolean {
    const { own, node, keyring, clock, run, said } = this.#parts
    const pods = fitting(own())
    const text = JSON.stringify(pods)
    if (text === (this.#said?.text ?? nothing)) return false
    this.#number += 1
    const payload = encodePodsTold({ node, ...run(), number: this.#number, pods })
    const as = { context: 'peer', signer: producerOf(node) } as const
    const at = clock.mono()
    this.#said = { text, signed: sealSigned(as, payload, keyring.sign), at }
    said(pods, at)
    return true
  }

  #say(): void {
    if (this.#said === undefined) return
    const { text, at, signed } = this.#said
    this.#parts.say(signed)
    const isOver = text === nothing && this.#parts.clock.mono() - at >= this.#parts.silenceMs
    if (isOver) this.#said = undefined
  }
}

/** What fits one message, which is smaller than this text of it. */
function fitting(words: readonly PodWord[]): readonly PodWord[] {
  let left: number = limits.podsToldBytes - 1_024
  return words.slice(0, limits.podsTold).flatMap((word) => {
    const { addresses, labels, ports } = word
    const bounded = {
      ...word,
      addresses: addresses.slice(0, limits.podAddresses),
      labels: Object.fromEntries(Object.entries(labels).slice(0, limits.podLabels)),
      ports: ports.slice(0, limits.podPorts),
    }
    left -= Buffer.byteLength(JSON.stringify(bounded))
    return left < 0 ? [] : bounded
  })
}
