// Over any sequence of calls, crashes, reboots and losses no two pods hold one address.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Attachment } from '../../src/network/facts.ts'
import { attach, Driver, graceMs } from './driver.ts'

interface Add {
  readonly do: 'add' | 'add-unanswered'
  readonly pod: number
  readonly life: number
  /** The one before it under the same name has ended. */
  readonly ends: boolean
}

type Step =
  | Add
  | { readonly do: 'del' | 'del-twice' | 'check'; readonly which: number }
  | { readonly do: 'crash' | 'compact' | 'reboot' | 'wipe' | 'lose-end' | 'learn' | 'keep' }
  | { readonly do: 'wait'; readonly ms: number }

const which = fc.nat({ max: 9 })
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'add' as const,
        'add' as const,
        'add' as const,
        'add-unanswered' as const,
      ),
      pod: fc.nat({ max: 5 }),
      life: fc.nat({ max: 2 }),
      ends: fc.boolean(),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom('del' as const, 'del' as const, 'del-twice' as const, 'check' as const),
      which,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom(
        ...(['crash', 'compact', 'reboot', 'wipe', 'lose-end', 'learn', 'learn', 'keep'] as const),
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.nat({ max: 2 * graceMs }) }),
  },
)

interface Running {
  readonly attachment: Attachment
  readonly addresses: readonly string[]
}

/** What really runs: the sandboxes, by container, with what they were told. */
class Machine {
  readonly node = Driver.started([
    { subnet: '10.0.0.0/29' },
    { subnet: 'fd00::/125', to: 'fd00::5' },
  ])
  readonly running = new Map<string, Running>()
  readonly #ended: Attachment[] = []
  #sandboxes = 0

  take(one: Step): void {
    switch (one.do) {
      case 'add':
      case 'add-unanswered':
        return this.#add(one)
      case 'del':
      case 'del-twice':
      case 'check':
        return this.#ask(one)
      case 'wait':
        return this.node.wait(one.ms)
      case 'keep':
        return void this.node.post({ kind: 'keep', attached: this.#attached() })
      case 'learn':
        return this.#learn()
      default:
        return this.#befall(one.do)
    }
  }

  /** A runtime ends the earlier sandbox of the very same pod before it makes another. */
  #add({ do: how, pod, life, ends }: Add): void {
    const attachment = attach(`p${pod}`, {
      uid: `u${pod}-${life}`,
      container: `box${++this.#sandboxes}`,
    })
    for (const { attachment: other } of this.running.values()) {
      if (other.pod !== attachment.pod) continue
      if (other.uid === attachment.uid || ends) this.#end(other)
    }
    if (how === 'add-unanswered') {
      // Written, but the agent dies before it answers: the runtime takes it for failed, and ends it.
      this.node.post({ kind: 'add', attachment }, false)
      this.node.crash()
      return void this.node.del(attachment)
    }
    const given = this.node.add(attachment)
    if (typeof given !== 'string')
      this.running.set(attachment.container, { attachment, addresses: given })
  }

  #ask({ do: how, which: at }: Step & { readonly which: number }): void {
    const all = [...this.running.values()]
    const one = all[at % Math.max(1, all.length)]
    if (how === 'del-twice') {
      const ended = this.#ended[at % Math.max(1, this.#ended.length)]
      if (ended !== undefined) this.node.del(ended)
    } else if (one === undefined) return
    else if (how === 'check') this.#check(one)
    else this.#end(one.attachment)
  }

  /** Once the runtime was heard, what runs is confirmed; before, what was lost with the journal is not. */
  #check({ attachment, addresses }: Running): void {
    const told = this.node.check(attachment, ...addresses)
    if (this.node.wanted().length === 0 || told !== 'not-held') expect(told).toEqual(addresses)
  }

  #end(attachment: Attachment): void {
    this.node.del(attachment)
    this.running.delete(attachment.container)
    this.#ended.push(attachment)
  }

  #attached(): readonly Attachment[] {
    return [...this.running.values()].map(({ attachment }) => attachment)
  }

  #learn(): void {
    if (this.node.wanted().length === 0) return
    this.node.learn(
      [...this.running.values()].map(({ attachment, addresses }) => {
        const { namespace, pod, uid, container } = attachment
        return { namespace, pod, uid, container, addresses }
      }),
    )
  }

  #befall(what: 'crash' | 'compact' | 'reboot' | 'wipe' | 'lose-end'): void {
    if (what === 'crash') this.node.crash()
    if (what === 'compact') this.node.crash(this.node.compacted())
    if (what === 'wipe') this.node.wipe()
    if (what === 'lose-end') {
      this.node.kept = this.node.kept.slice(0, -3)
      this.node.epoch += 1
      this.node.crash()
    }
    if (what === 'reboot') {
      this.running.clear()
      this.node.reboot()
    }
  }
}

const never = (machine: Machine): void => {
  const told = [...machine.running.values()].flatMap(({ addresses }) => addresses)
  expect(new Set(told).size).toBe(told.length)
}

it('I14: over any sequence of calls, crashes, reboots, wipes and lost ends no two pods hold one address', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
      const machine = new Machine()
      for (const one of steps) {
        machine.take(one)
        never(machine)
      }
    }),
    { numRuns: 400 },
  )
})

it('I13: what is hard after a replay is what was hard live, also from the last fact of each key alone', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40, size: 'max' }), (steps) => {
      const machine = new Machine()
      for (const one of steps) machine.take(one)
      const { node } = machine
      const live = node.state.hard
      for (const facts of [node.kept, node.compacted()]) {
        node.crash(facts)
        expect(node.state.hard).toEqual(live)
        expect([...node.state.hard.holdings.keys()]).toEqual([...live.holdings.keys()])
      }
    }),
    { numRuns: 100 },
  )
})

it('I14: whatever came before but losses, a pod that asks first after a reboot has the addresses that it was told last', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40, size: 'max' }), fc.nat({ max: 9 }), (steps, at) => {
      const machine = new Machine()
      for (const one of steps) if (one.do !== 'wipe' && one.do !== 'lose-end') machine.take(one)
      const all = [...machine.running.values()]
      const one = all[at % Math.max(1, all.length)]
      machine.take({ do: 'reboot' })
      if (one === undefined) return
      const { pod } = one.attachment
      if (all.filter(({ attachment }) => attachment.pod === pod).length > 1) return
      const again = machine.node.add({ ...one.attachment, container: 'after', uid: 'whoever' })
      expect(again).toEqual(one.addresses)
    }),
    { numRuns: 200 },
  )
})
