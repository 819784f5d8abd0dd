// Nodes of a site that is cut off tell each other of their pods: slices and names stay right.
import { expect, it } from 'vitest'
import type { EdgeNode } from '../support/edge-world.ts'
import { podOn, podsSite } from '../support/pods-site.ts'

type Three = readonly [EdgeNode, EdgeNode, EdgeNode]

it('A96, A97: in a cut site a node that reboots with new addresses has them on all nodes, in slices and names, until all is equal again', () => {
  const site = podsSite(3)
  const [first, second, third] = site.nodes as unknown as Three
  const before = ['p1 10.0.0.1 true', 'p2 10.0.0.2 true', 'p3 10.0.0.3 true']
  for (const node of site.nodes) expect(site.shown(node)).toEqual(before)
  site.cutSite()
  first.restart()
  site.world.run(500)
  site.report(first, 'p1', '10.0.0.91', false)
  site.world.run(1_000)
  for (const node of [second, third])
    expect(site.shown(node)).toEqual(['p1 10.0.0.91 false', ...before.slice(1)])
  site.report(first, 'p1', '10.0.0.91')
  site.world.run(1_000)
  const after = ['p1 10.0.0.91 true', ...before.slice(1)]
  for (const node of site.nodes) {
    expect(site.shown(node)).toEqual(after)
    expect(site.shown(node, 'heads')).toEqual(after)
    expect(site.resolved(node)).toEqual(['10.0.0.2', '10.0.0.3', '10.0.0.91'])
  }
  // An agent that starts again hears it again.
  second.restart()
  site.world.run(4_000)
  expect(site.shown(second)).toEqual(after)

  site.heal(...site.nodes)
  site.world.run(5_000)
  site.replayed(first)
  site.cloudHas(podOn('a-1', 'p1', '10.0.0.91'))
  for (let step = 0; step < 20; step++) {
    site.world.run(500)
    for (const node of site.nodes) expect(site.shown(node)).toEqual(after)
  }
  expect(site.slices(second)).toEqual(site.slices(second))
})
