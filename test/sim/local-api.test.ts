// Local APIs in simulated worlds: what is written alone is kept, and the checkers of answers and writes find what is wrong.
import { expect, it } from 'vitest'
import { answersTold } from '../../sim/checkers/answers-told.ts'
import type { Checker, MakeChecker, WorldView } from '../../sim/checkers/checker.ts'
import { writesKept } from '../../sim/checkers/writes-kept.ts'
import type { KubeServer } from '../../sim/kube/server.ts'
import { fairWeather } from '../../sim/plans/draw-weather.ts'
import type { Note, Said } from '../../sim/world/node-ears.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { requestInfo } from '../../src/objects/request/info.ts'
import { at, nodes, runToTheEnd, simWorld } from '../support/sim-world.ts'

const { a1 } = nodes

it('W150: kubelets and notes of a node that is cut off write through its agent, and all of it is in Kubernetes after the heal', () => {
  const cut = { direction: 'both', peers: false, reset: false } as const
  const plan = [at(8, { do: 'cut', nodes: [a1], ...cut }), at(20, { do: 'heal', nodes: [a1] })]
  const world = runToTheEnd(
    simWorld('alone', plan, fairWeather, { api: true, sites: { 'site-a': 2 } }),
    28_000,
  )
  expect(world.findings()).toEqual([])
  const whileCut = world.trace
    .lines()
    .filter(({ atMs, who }) => who.endsWith(a1) && atMs > 10_000 && atMs < 20_000)
  const count = (mark: string) => whileCut.filter((line) => line.mark === mark).length
  expect(count('note kept')).toBeGreaterThan(0)
  expect(count('fact write-accepted')).toBeGreaterThan(0)
})

/** A checker, and what it finds. */
function watched(make: MakeChecker, more: Partial<WorldView> = {}) {
  const found: string[] = []
  const view = {
    core: [{ node: a1 }],
    ledger: { forgotten: () => 0 },
    server: () => ({}) as KubeServer,
    ...more,
  } as unknown as WorldView
  const checker: Checker = make(view, (what) => found.push(what))
  const healed = () => {
    const left: string[] = []
    checker.healed?.((what) => left.push(what))
    return left
  }
  return { checker, found, healed }
}

const service = (version: string, port: number): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'default', uid: 'u', resourceVersion: version },
  spec: { ports: [{ port }] },
})

const said = (path: string, answer: unknown, watch?: object): Said => {
  const info = requestInfo('GET', path)
  if (info.about !== 'resource') throw new Error(`${path} is about no resource`)
  return {
    node: a1,
    info,
    status: 200,
    bytes: new TextEncoder().encode(JSON.stringify(answer)),
    watch,
  }
}

const one = '/api/v1/namespaces/default/services/web'
const all = '/api/v1/services'

it('W151: the checker of answers finds an object as it never was, one that is not there, and versions that go back', () => {
  const { checker, found } = watched(answersTold)
  const { change, said: hear } = checker
  change?.('services', { type: 'ADDED', version: 5, object: service('5', 80) })
  hear?.(said(one, service('1700000000000001', 80)))
  hear?.(
    said(all, { metadata: { resourceVersion: '1700000000000002' }, items: [service('9', 80)] }),
  )
  expect(found).toEqual([])
  hear?.(said(one, service('1700000000000001', 81)))
  expect(found.splice(0)).toEqual([`${a1} shows services/default/web as it never was`])
  hear?.(said(all, { metadata: { resourceVersion: '1700000000000001' }, items: [] }))
  expect(found.splice(0)).toHaveLength(1)
  const watch = {}
  const event = (version: string) => ({ type: 'MODIFIED', object: service(version, 80) })
  for (const version of ['7', '8', '8', '7'])
    hear?.(said(`${all}?watch=1&resourceVersion=6`, event(version), watch))
  expect(found).toEqual([`${a1} tells a watch of services of 7 after 8`])
})

it('W151: what a node wrote itself it may show, and nothing besides', () => {
  const { checker, found } = watched(answersTold)
  const node = (label: string, version: string): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: a1, labels: { colour: label }, resourceVersion: version },
  })
  checker.change?.('nodes', { type: 'ADDED', version: 5, object: node('red', '5') })
  const patch = {
    ...said(`/api/v1/nodes/${a1}`, {}),
    body: new TextEncoder().encode('{"metadata":{"labels":{"colour":"blue"}}}'),
  }
  checker.asked?.({ ...patch, info: { ...patch.info, verb: 'patch' } })
  checker.said?.(said(`/api/v1/nodes/${a1}`, node('blue', '1700000000000001')))
  expect(found).toEqual([])
  checker.said?.(said(`/api/v1/nodes/${a1}`, node('green', '1700000000000002')))
  expect(found).toEqual([
    `${a1} shows nodes//${a1} with .metadata.labels.colour="green", which nobody ever said`,
  ])
})

const note = (text: string, slot = 'notes.sim/0'): Note => ({
  node: a1,
  resource: 'nodes',
  name: a1,
  slot,
  text,
})

const bearing = (text: string | undefined): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: a1, ...(text === undefined ? {} : { annotations: { 'notes.sim/0': text } }) },
})

const changed = (before: string | undefined, after: string) =>
  [
    'nodes',
    { type: 'MODIFIED', version: 1, object: bearing(after), previous: bearing(before) },
  ] as const

it('W152: the checker of writes finds one that was answered and never came, and one that came twice', () => {
  const { checker, found, healed } = watched(writesKept)
  const write = (text: string, slot?: string) => {
    checker.noting?.(note(text, slot))
    checker.noted?.(note(text, slot))
  }
  write('1')
  expect(healed()).toEqual([`Kubernetes never had notes.sim/0 "1" of nodes/${a1}`])
  checker.change?.(...changed(undefined, '1'))
  expect(healed()).toEqual([])
  write('2')
  // Of writes that wait, a later one of the same place is done instead.
  write('3')
  expect(healed()).toEqual([`Kubernetes never had notes.sim/0 "3" of nodes/${a1}`])
  checker.change?.(...changed('1', '3'))
  expect([healed(), found]).toEqual([[], []])
  checker.change?.(...changed('3', '1'))
  expect(found).toEqual([`notes.sim/0 "1" of ${a1} came twice`])
})

it('W152: what was on a disk that is another one by now is owed to nobody', () => {
  let exchanged = 0
  const ledger = { forgotten: () => exchanged } as unknown as WorldView['ledger']
  const { checker, healed } = watched(writesKept, { ledger })
  checker.noting?.(note('1'))
  checker.noted?.(note('1'))
  exchanged = 1
  expect(healed()).toEqual([])
})
