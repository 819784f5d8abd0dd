// Who shares a site, and what each member is assigned.
import { describe, expect, it } from 'vitest'
import { Sites } from '../../cloud/sites.ts'
import { assignmentDigest, withoutKeys } from '../../src/health/assignment.ts'
import { incarnation, nodeId, siteId } from '../../src/kernel/ids.ts'

const enrolled = (node: string, site: string) =>
  ({
    kind: 'node-enrolled',
    node: nodeId(node),
    site: siteId(site),
    incarnation: incarnation(1),
    epoch: 1,
    kubelet: 'ok',
  }) as const
const introduced = (node: string, lan = `${node}:1883`) =>
  ({
    kind: 'node-introduced',
    node: nodeId(node),
    lan,
    kubelet: `${node}:10250`,
    version: '0',
    signKey: 'aa',
    sealKey: 'bb',
    epoch: 1,
  }) as const
const namesOf = (sites: Sites, node: string) =>
  sites.assignmentOf(nodeId(node))?.members.map((member) => member.node)

describe('sites', () => {
  it('C4: members of a site are those that were enrolled there and introduced themselves, by name', () => {
    const sites = new Sites(4, () => undefined)
    for (const node of ['a-2', 'a-1', 'a-3']) sites.take(enrolled(node, 'a'))
    for (const node of ['a-2', 'a-1', 'b-1']) sites.take(introduced(node))
    expect(namesOf(sites, 'a-3')).toEqual(['a-1', 'a-2'])
    expect(sites.assignmentOf(nodeId('b-1'))).toBeUndefined()
    expect(sites.assignmentOf(nodeId('a-1'))?.site).toBe('a')
  })

  it('E34: who holds the assignment of the version before, without keys, knows all', () => {
    const sites = new Sites(4, () => undefined)
    for (const node of ['a-1', 'a-2']) {
      sites.take(introduced(node))
      sites.take(enrolled(node, 'a'))
    }
    const told = sites.assignmentOf(nodeId('a-1'))
    if (told === undefined) throw new Error('nothing is assigned')
    expect(told.members.map(({ signKey }) => signKey)).toEqual(['aa', 'aa'])
    const digests = [told, withoutKeys(told)].map(assignmentDigest)
    expect(new Set(digests).size).toBe(2)
    for (const digest of digests) expect(sites.knows(nodeId('a-1'), digest)).toBe(true)
    expect(sites.knows(nodeId('a-1'), 0)).toBe(false)
  })

  it('C4: whatever changes for a node changes the digest that its beats must carry', () => {
    const sites = new Sites(4, () => undefined)
    for (const node of ['a-1', 'a-2']) {
      sites.take(introduced(node))
      sites.take(enrolled(node, 'a'))
    }
    const digest = () => assignmentDigest(sites.assignmentOf(nodeId('a-1')))
    const knows = (held: number) => sites.knows(nodeId('a-1'), held)
    const seen = [digest()]
    expect(knows(digest())).toBe(true)
    sites.take(introduced('a-2', 'moved:1883'))
    seen.push(digest())
    sites.take({ kind: 'site-assigned', node: nodeId('a-2'), site: siteId('b') })
    seen.push(digest())
    sites.take({ kind: 'site-assigned', node: nodeId('a-1'), site: siteId('b') })
    seen.push(digest())
    sites.take({ kind: 'keys-forgotten', node: nodeId('a-2') })
    seen.push(digest())
    expect(new Set(seen).size).toBe(5)
    expect(seen.map(knows)).toEqual([false, false, false, false, true])
    expect(sites.sites()).toEqual(['b'])
    expect(namesOf(sites, 'a-1')).toEqual(['a-1'])
    sites.take({ kind: 'node-forgotten', node: nodeId('a-1') })
    expect(sites.assignmentOf(nodeId('a-1'))).toBeUndefined()
    expect(knows(0)).toBe(true)
    expect(sites.membersOf(siteId('b'))).toEqual(['a-2'])
  })
})
