// Definitions installed by the cloud: each once the cluster answers, and none taken from its owner.
import { expect, it } from 'vitest'
import { installDefinitions } from '../../cloud/install-definitions.ts'
import { definitions } from '../../schemas/crds/all.ts'
import { createSchedule } from '../../sim/schedule.ts'
import { random } from '../../src/kernel/random.ts'
import { wallMs } from '../../src/kernel/time.ts'
import { smallKube } from '../support/kube.ts'

const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'

function world() {
  const schedule = createSchedule({ wallStart: wallMs(1.8e12), random: random('schedule') })
  const { clock } = schedule.spawn()
  const kube = smallKube(clock)
  const said: string[] = []
  let ended = 0
  const ports = {
    kube: kube.client,
    clock,
    random: random('install'),
    tap: (level: string, what: string, fields: Readonly<Record<string, unknown>> = {}) =>
      void said.push(`${level} ${String(fields['name'])} ${String(fields['code'])}: ${what}`),
  }
  const names = () => {
    const { items } = kube.server.call('GET', crds).body as {
      items: { metadata: { name: string } }[]
    }
    return items.map(({ metadata }) => metadata.name)
  }
  return {
    kube,
    said,
    names,
    install: () => installDefinitions(ports, definitions, () => (ended += 1)),
    run: (ms: number) => schedule.run(schedule.now() + ms),
    ended: () => ended,
  }
}

const all = definitions.map(({ metadata }) => metadata.name).toSorted()

it('P63: all are installed once Kubernetes answers, and again without a write', () => {
  const { kube, install, run, names, ended, said } = world()
  kube.setSilent(true)
  install()
  run(20_000)
  expect([names(), ended()]).toEqual([[], 0])
  kube.setSilent(false)
  run(60_000)
  expect([names(), ended()]).toEqual([all, 1])
  expect(new Set(said)).toEqual(
    new Set([`warn ${definitions[0]?.metadata.name} TIMEOUT: definition not installed yet`]),
  )
  const version = kube.server.collection.version()
  install()
  run(5_000)
  expect([kube.server.collection.version(), ended()]).toEqual([version, 2])
})

it('P63: what another installed otherwise, or is forbidden, stays; the others are installed', () => {
  const { kube, install, run, names, ended, said } = world()
  const [first, second] = definitions
  const theirs = JSON.parse(JSON.stringify(first)) as { spec: { names: { shortNames: string[] } } }
  theirs.spec.names.shortNames = ['grid']
  kube.call('POST', crds, theirs)
  const forbidden = second?.metadata.name ?? ''
  kube.refuse((path) => path.includes(forbidden))
  install()
  run(5_000)
  expect([names(), ended()]).toEqual([all.filter((name) => name !== forbidden), 1])
  expect(said).toEqual([
    `error ${first?.metadata.name} CONFLICT: definition not installed: what the cluster has stays`,
    `error ${forbidden} UNAUTHORIZED: definition not installed: what the cluster has stays`,
  ])
  expect(kube.call('GET', `${crds}/${first?.metadata.name}`)['spec']).toMatchObject({
    names: { shortNames: ['grid'] },
  })
})

it('P63: who stops it stops it', () => {
  const { kube, install, run, names, ended } = world()
  kube.setSilent(true)
  const cancel = install()
  run(20_000)
  cancel()
  kube.setSilent(false)
  run(60_000)
  expect([names(), ended()]).toEqual([[], 0])
})
