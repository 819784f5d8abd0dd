// The rules of addresses driven by hand: a journal of their kept facts, crashes, reboots, and time.
import { factKey } from '../../schemas/fact-codec.ts'
import { kinds } from '../../src/facts.ts'
import { nodeId } from '../../src/kernel/ids.ts'
import { random } from '../../src/kernel/random.ts'
import { monoMs, wallMs } from '../../src/kernel/time.ts'
import type { AddressInput, AddressRules, RuntimePod } from '../../src/network/address-state.ts'
import { addressProcess } from '../../src/network/addresses.ts'
import type { AddressFact, Attachment } from '../../src/network/facts.ts'
import { readRanges, type RangeText } from '../../src/network/range-config.ts'
import { whole } from '../conformance/disk.ts'

export const graceMs = 10_000

/** What attaches a pod; its sandbox is named for it unless told. */
export const attach = (pod: string, more: Partial<Attachment> = {}): Attachment => ({
  namespace: 'shop',
  pod,
  uid: `uid-${pod}`,
  interface: 'eth0',
  container: `box-${pod}`,
  ...more,
})

/** One node's addresses. */
export class Driver {
  readonly #rules: Omit<AddressRules, 'boot'>
  readonly #boot = { n: 1 }
  /** The journal. */
  kept: AddressFact[] = []
  epoch = 1
  state = addressProcess.initial('n')
  mono = 1

  constructor(ranges: readonly RangeText[]) {
    this.#rules = { ranges: whole(readRanges(ranges)), graceMs, node: nodeId('n') }
  }

  /** A started one that has learned that nothing runs. */
  static started(ranges: readonly RangeText[] = [{ subnet: '10.0.0.0/29' }]): Driver {
    const driver = new Driver(ranges)
    driver.open()
    driver.learn([])
    return driver
  }

  get rules(): AddressRules {
    return { ...this.#rules, boot: `boot-${this.#boot.n}` }
  }

  post(input: AddressInput, answered = true): readonly AddressFact[] {
    const hlc = { wallMs: wallMs(0), counter: 0 }
    const at = { mono: monoMs(this.mono), hlc, random: random(1), config: this.rules }
    const facts = addressProcess.decide(this.state, input, at)
    this.kept.push(...facts.filter(({ kind }) => kinds[kind].lane !== 'volatile'))
    if (answered)
      for (const fact of facts)
        this.state = addressProcess.evolve(this.state, fact, { hlc, mono: monoMs(this.mono) })
    return facts
  }

  /** Addresses, or why there are none. */
  add(attachment: Attachment): readonly string[] | string {
    return told(this.post({ kind: 'add', attachment }))
  }

  del(attachment: Attachment): readonly string[] | string {
    return told(this.post({ kind: 'del', attachment }))
  }

  check(attachment: Attachment, ...addresses: readonly string[]): readonly string[] | string {
    return told(this.post({ kind: 'check', attachment, addresses }))
  }

  open(): void {
    this.post({ kind: 'opened', epoch: this.epoch })
  }

  learn(pods: readonly RuntimePod[]): void {
    this.post({ kind: 'learned', epoch: this.epoch, pods })
  }

  wanted() {
    return addressProcess.reconcile(this.state, monoMs(this.mono), this.rules).actions
  }

  wait(ms: number): void {
    this.mono += ms
  }

  /** The agent dies and begins again: all that it has is its journal. */
  crash(facts = this.kept): void {
    this.state = addressProcess.initial('n')
    const hlc = { wallMs: wallMs(0), counter: 0 }
    for (const fact of facts) this.state = addressProcess.evolve(this.state, fact, { hlc })
    this.mono = 1
    this.open()
  }

  /** The whole machine begins again. */
  reboot(): void {
    this.#boot.n += 1
    this.crash()
  }

  /** The journal is lost. */
  wipe(): void {
    this.kept = []
    this.epoch += 1
    this.crash()
  }

  /** The last fact of each key, in their order: what compaction leaves. */
  compacted(): AddressFact[] {
    const last = new Map(this.kept.map((fact, at) => [factKey(fact), at]))
    return this.kept.filter((fact, at) => last.get(factKey(fact)) === at)
  }
}

function told(facts: readonly AddressFact[]): readonly string[] | string {
  const refused = facts.find((fact) => fact.kind === 'address-refused')
  if (refused !== undefined) return refused.because
  return facts.flatMap((fact) => ('address' in fact ? [fact.address] : []))
}
