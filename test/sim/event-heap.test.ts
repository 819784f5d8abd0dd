// The simulator's queue against a list that is sorted: order, what is dropped, and how many wait.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createEventHeap } from '../../sim/event-heap.ts'
import type { SimEvent } from '../../sim/event-heap.ts'

const owner = { alive: true, stalledMs: 0 }

it('gives what was not dropped in the order of time, tie and insertion, however far away it is', () => {
  const put = fc.record({ is: fc.constant('put' as const), inMs: fc.nat(400), tie: fc.nat(2) })
  const drop = fc.record({ is: fc.constant('drop' as const), which: fc.nat(40) })
  const take = fc.record({ is: fc.constant('take' as const) })
  fc.assert(
    fc.property(fc.array(fc.oneof(put, put, drop, take), { maxLength: 60 }), (steps) => {
      const heap = createEventHeap()
      const all: SimEvent[] = []
      let [nowMs, order] = [0, 0]
      for (const step of steps) {
        const waiting = all
          .filter(({ dropped }) => !dropped)
          .sort((a, b) => a.atMs - b.atMs || a.tie - b.tie || a.order - b.order)
        expect(heap.size()).toBe(waiting.length)
        expect(heap.peek()).toBe(waiting[0])
        if (step.is === 'put') {
          const atMs = nowMs + step.inMs
          const { tie } = step
          all.push({ atMs, tie, order: order++, owner, fire: () => {}, dropped: false })
          heap.push(all.at(-1) as SimEvent)
        } else if (step.is === 'drop') {
          const event = all[step.which]
          if (event !== undefined) heap.drop(event)
        } else {
          const taken = heap.pop()
          expect(taken).toBe(waiting[0])
          nowMs = taken?.atMs ?? nowMs
        }
      }
    }),
  )
})
