// The reflector against the small Kubernetes, which forgets fast and falls silent.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { reflect } from '../../bus/reflector.ts'
import { reflectorConfig } from '../../bus/reflector-read.ts'
import { createSchedule } from '../../sim/schedule.ts'
import { random } from '../../src/kernel/random.ts'
import { wallMs } from '../../src/kernel/time.ts'
import { smallKube } from '../support/kube.ts'

const path = '/api/v1/namespaces/default/configmaps'

function world(seed: number) {
  const schedule = createSchedule({ wallStart: wallMs(1_763_632_800_000), random: random(seed) })
  const { clock } = schedule.spawn()
  const kube = smallKube(clock, { changesMax: 5 })
  const held = new Map<string, string>()
  reflect(
    { http: kube.client, clock, random: random(`${seed}/reflector`) },
    { path, query: { labelSelector: 'watched=yes' } },
    {
      seen: ({ metadata: { uid = '', resourceVersion = '' } }) => held.set(uid, resourceVersion),
      deleted: ({ uid = '' }) => held.delete(uid),
      synced: () => undefined,
      broke: () => undefined,
      resumed: () => undefined,
      fell: () => undefined,
    },
    { ...reflectorConfig, pageObjects: 2 },
  )
  const run = (ms: number) => schedule.run(schedule.now() + ms)
  return { kube, held, run }
}

const act = ({ server, setSilent }: ReturnType<typeof smallKube>, what: string, name: string) => {
  const metadata = { name, labels: { watched: what === 'hide' ? 'no' : 'yes' } }
  const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { a: String(Math.E) } }
  if (what === 'create') server.call('POST', path, body)
  else if (what === 'delete') server.call('DELETE', `${path}/${name}`)
  else if (what === 'silent' || what === 'speak') setSilent(what === 'silent')
  else server.call('PUT', `${path}/${name}`, { ...body, data: { a: what } })
}

it('R8: against a real API’s rules too the reflected set becomes the server’s', () => {
  const what = fc.constantFrom('create', 'create', 'touch', 'hide', 'delete', 'silent', 'speak')
  const name = fc.constantFrom('a', 'b', 'c', 'd', 'e')
  const waitMs = fc.oneof(fc.nat(50), fc.nat(20_000))
  const plan = fc.array(fc.tuple(what, name, waitMs), { maxLength: 40, size: 'max' })
  fc.assert(
    fc.property(fc.nat(), plan, (seed, steps) => {
      const { kube, held, run } = world(seed)
      for (const [doing, one, wait] of steps) {
        act(kube, doing, one)
        run(wait)
      }
      kube.setSilent(false)
      run(200_000)
      const items = kube.call('GET', `${path}?labelSelector=watched%3Dyes`)['items'] as {
        metadata: { uid: string; resourceVersion: string }
      }[]
      expect(held).toEqual(new Map(items.map(({ metadata: m }) => [m.uid, m.resourceVersion])))
    }),
    { numRuns: 40 },
  )
})
