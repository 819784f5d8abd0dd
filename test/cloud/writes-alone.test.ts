// The whole way of writes made alone: a node's local clients, its journal, the cloud, Kubernetes, and the feeds back.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { nodePath } from '../../cloud/kube-paths.ts'
import { nodeId } from '../../src/kernel/ids.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { linked, podPath } from '../support/linked-node.ts'
import { merge, mirrorPod, strategic } from '../mirror/pending/asking.ts'

const path = nodePath(nodeId('a-1'))
const nodes = { group: '', resource: 'nodes' }
const pods = { group: '', resource: 'pods' }

const label = (value: string) => ({ metadata: { labels: { shelf: value } } })
const running = { status: { phase: 'Running' } }

it('A71: what was written alone is there once after the heal, and no client saw it undone', () => {
  const { node, cut, heal, run, at } = linked()
  cut()
  node.answered('PATCH', path, label('1'), merge)
  node.answered('PATCH', path, label('2'), merge)
  node.answered('PATCH', `${podPath}/status`, running, strategic)
  node.kill()
  node.start()
  run(10_000)
  const since = node.view.seen.length
  heal()
  run(20_000)
  expect(node.writes.queue()).toEqual([])
  expect(node.view.pending()).toBe(0)
  expect(at(path).metadata.labels).toMatchObject({ shelf: '2' })
  expect(at(podPath)).toMatchObject(running)
  for (const { object } of node.view.seen.slice(since)) {
    if (object.kind === 'Node') expect(object.metadata.labels).toMatchObject({ shelf: '2' })
    if (object.kind === 'Pod') expect(object).toMatchObject(running)
  }
  expect(node.view.view.get(pods, 'default', 'web')).toMatchObject(running)
})

it('A71: a mirror pod that was made alone lives on under the uid that the cloud gives it', () => {
  const { node, cut, heal, run, at } = linked()
  cut()
  const made = node.answered('POST', '/api/v1/namespaces/kube-system/pods', mirrorPod)
  const local = (made.body as KubeObject).metadata.uid
  node.answered(
    'PATCH',
    '/api/v1/namespaces/kube-system/pods/static-a-1/status',
    running,
    strategic,
  )
  const since = node.view.seen.length
  heal()
  run(20_000)
  expect(node.writes.queue()).toEqual([])
  const there = at('/api/v1/namespaces/kube-system/pods/static-a-1')
  expect(there).toMatchObject(running)
  expect(there.metadata.uid).not.toBe(local)
  const seen = node.view.seen.slice(since)
  expect(seen.map(({ type }) => type)).not.toContain('DELETED')
  for (const { object } of seen) expect(object).toMatchObject(running)
  expect(node.view.view.get(pods, 'kube-system', 'static-a-1')?.metadata.uid).toBe(
    there.metadata.uid,
  )
})

it('A71: a conflict is the one thing that ends a write without its effect', () => {
  const { node, cut, heal, run, at, kube } = linked()
  cut()
  node.answered('PATCH', `${podPath}/status`, running, strategic)
  kube.call('DELETE', podPath, { gracePeriodSeconds: 0 })
  heal()
  run(20_000)
  expect(node.writes.queue()).toEqual([])
  expect(node.view.view.get(pods, 'default', 'web')).toBeUndefined()
  const events = at('/api/v1/namespaces/default/events')['items'] as KubeObject[]
  expect(events.some(({ reason }) => reason === 'CausewayWriteConflict')).toBe(true)
})

it('A72: linked again, a write of an object that has pending ones comes after them', () => {
  const { node, cut, heal, run, at, kube } = linked()
  cut()
  node.answered('PATCH', path, label('1'), merge)
  kube.setSilent(true)
  heal()
  run(5_000)
  expect(node.writes.holds({ ...nodes, namespace: '', name: 'a-1' }, 'patch')).toBe(true)
  node.answered('PATCH', path, label('2'), merge)
  kube.setSilent(false)
  run(40_000)
  expect(at(path).metadata.labels).toMatchObject({ shelf: '2' })
  expect(node.writes.queue()).toEqual([])
})

/** A world, and what its clients were answered with success. */
class Told {
  readonly world = linked()
  readonly labels: Record<string, string> = {}
  message: string | undefined
  #value = 0

  label(of: string): void {
    const value = String((this.#value += 1))
    const { status } = this.world.node.answered(
      'PATCH',
      path,
      { metadata: { labels: { [of]: value } } },
      merge,
    )
    if (status === 200) this.labels[of] = value
  }

  say(): void {
    const message = String((this.#value += 1))
    const { status } = this.world.node.answered(
      'PATCH',
      `${podPath}/status`,
      { status: { message } },
      merge,
    )
    if (status === 200) this.message = message
  }

  /** No client saw a label go back. */
  check(): void {
    const last = new Map<string, number>()
    for (const { object } of this.world.node.view.seen)
      for (const [name, value] of Object.entries(object.metadata.labels ?? {})) {
        if (!/^l\d$/.test(name)) continue
        expect(Number(value)).toBeGreaterThanOrEqual(last.get(name) ?? 0)
        last.set(name, Number(value))
      }
  }
}

type Step = (told: Told) => void
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.nat({ max: 2 }).map(
      (of): Step =>
        (told) =>
          told.label(`l${of}`),
    ),
  },
  { weight: 3, arbitrary: fc.constant<Step>((told) => told.say()) },
  { weight: 2, arbitrary: fc.constant<Step>(({ world }) => world.cut()) },
  { weight: 3, arbitrary: fc.constant<Step>(({ world }) => world.heal()) },
  {
    weight: 4,
    arbitrary: fc.integer({ min: 10, max: 4_000 }).map(
      (ms): Step =>
        ({ world }) =>
          world.run(ms),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constant<Step>((told) => {
      told.check()
      told.world.node.kill()
      told.world.node.start()
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constant<Step>(({ world }) => {
      world.one.kill()
      world.start()
    }),
  },
  {
    weight: 1,
    arbitrary: fc.boolean().map(
      (silent): Step =>
        ({ world }) =>
          world.kube.setSilent(silent),
    ),
  },
)

it('A73: cuts, kills of either side and a Kubernetes that is away cost no write and undo none', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const told = new Told()
      const { node, heal, run, at, kube } = told.world
      for (const each of steps) each(told)
      kube.setSilent(false)
      heal()
      run(60_000)
      told.check()
      expect(node.writes.queue()).toEqual([])
      expect(at(path).metadata.labels).toMatchObject(told.labels)
      expect((at(podPath)['status'] as { message?: string }).message).toBe(told.message)
      const local = node.view.view.get(nodes, undefined, 'a-1')
      expect(local?.metadata.labels).toEqual(at(path).metadata.labels)
    }),
    { numRuns: 12 },
  )
})
