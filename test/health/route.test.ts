// The table from facts to other processes.
import { expect, it } from 'vitest'
import { routeAtEdge, routeInCloud } from '../../src/health/route.ts'
import { nodeId, siteId, type NodeId } from '../../src/kernel/ids.ts'
import { ballot, beat, peers, report, subject } from './arbitraries.ts'

const [a, b] = peers as [NodeId, NodeId]
const site = siteId('s')

it('H29: ballots of a beat reach the processes of their subjects, with how the beat came', () => {
  const told = [{ ...ballot(a, 'dead', 3), subject: b }]
  const fact = { kind: 'beat-heard' as const, node: a, beat: beat(), follows: true, told }
  expect(routeInCloud({ ...fact, path: 'direct' })).toEqual([
    { to: 'node', key: b, input: { kind: 'ballot', ballot: told[0], observerHeard: true } },
  ])
  expect(routeInCloud({ ...fact, path: 'relayed' })).toMatchObject([
    { input: { observerHeard: false } },
  ])
  expect(routeInCloud({ ...fact, path: 'direct', told: [] })).toEqual([])
})

it('H29: presence reaches the site, its cut and its observers the nodes, its speech the cloud’s hearing', () => {
  expect(
    routeInCloud({ kind: 'presence-changed', node: a, site, presence: 'silent', lapses: 1 }),
  ).toEqual([{ to: 'site', key: site, input: { kind: 'member', node: a, presence: 'silent' } }])
  const cut = { kind: 'site-cut' as const, site, silent: [a], members: [a, b] }
  expect(routeInCloud(cut).map((one) => one.to === 'node' && one.key)).toEqual([a, b])
  const healed = { kind: 'site-healed' as const, site, heard: [a], members: [a] }
  expect(routeInCloud(healed)).toMatchObject([{ input: { kind: 'site', cut: false } }])
  const changed = new Map([[a, [b]]])
  const assigned = { kind: 'observers-assigned' as const, site, members: [a, b], changed }
  expect(routeInCloud({ ...assigned, cut: true })).toMatchObject([
    { key: a, input: { kind: 'observers', observers: [b] } },
    { key: a, input: { kind: 'site', cut: true } },
  ])
  const speech = { members: 2, heard: 'none' as const }
  expect(routeInCloud({ kind: 'speech-changed', site, speech, before: undefined })).toMatchObject([
    { to: 'hearing' },
  ])
  expect(routeInCloud({ kind: 'hearing-changed', up: true })).toMatchObject([{ key: '*' }])
  expect(routeInCloud({ kind: 'agent-lost', node: nodeId('n') })).toEqual([])
})

it('H29: on the LAN the ballots of a report reach the processes of their subjects', () => {
  const one = { ...ballot(a, 'dead', 3), subject: b }
  const heard = { kind: 'report-heard' as const, node: subject }
  expect(routeAtEdge({ ...heard, report: report({ ballots: [one] }) })).toEqual([
    { to: 'peer', key: b, input: { kind: 'ballot', ballot: one } },
  ])
  expect(routeAtEdge({ kind: 'agent-lost', node: a })).toEqual([])
})
