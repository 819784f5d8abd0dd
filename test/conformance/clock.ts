// What every clock must do; `run` lets at least so much time pass.
import { describe, expect, it } from 'vitest'
import type { Clock } from '../../bus/clock.ts'

export function clockConformance(
  name: string,
  make: () => { readonly clock: Clock; readonly run: (ms: number) => Promise<void> },
): void {
  describe(`clock ${name}`, () => {
    it('J53: what is asked for soon comes in a later turn, in the order of the calls', async () => {
      const { clock, run } = make()
      const seen: number[] = []
      clock.soon(() => {
        seen.push(1)
        clock.soon(() => seen.push(4))
      })
      clock.soon(() => seen.push(2))
      clock.soon(() => seen.push(3))
      expect(seen).toEqual([])
      // A real timer that is due goes before what a turn has just asked for.
      await run(20)
      expect(seen).toEqual([1, 2, 3, 4])
    })

    it('J53: a timer fires once, not before its time and never synchronously', async () => {
      const { clock, run } = make()
      const start = clock.mono()
      const fired: number[] = []
      clock.after(20, () => fired.push(clock.mono() - start))
      clock.after(0, () => fired.push(0))
      clock.after(-5, () => fired.push(0))
      expect(fired).toEqual([])
      await run(40)
      expect(fired).toHaveLength(3)
      expect(fired[2]).toBeGreaterThanOrEqual(19.5)
    })

    it('J53: a cancelled timer never fires, and cancelling again does nothing', async () => {
      const { clock, run } = make()
      let fired = false
      const cancel = clock.after(5, () => {
        fired = true
      })
      cancel()
      cancel()
      await run(15)
      expect(fired).toBe(false)
    })

    it('J53: a timer of many years does not fire now', async () => {
      const { clock, run } = make()
      let fired = false
      const cancel = clock.after(1e12, () => {
        fired = true
      })
      await run(10)
      cancel()
      expect(fired).toBe(false)
    })

    it('J53: the monotonic reading never falls', async () => {
      const { clock, run } = make()
      const before = clock.mono()
      await run(5)
      expect(clock.mono()).toBeGreaterThanOrEqual(before + 4.5)
      expect(Number.isFinite(clock.wall())).toBe(true)
    })
  })
}
