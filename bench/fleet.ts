// The nodes of the benches: their names, sites and introductions, and what the cloud assigns to them.
import { assignmentDigest } from '../src/health/assignment.ts'
import type { Ballot, Introduction } from '../src/health/words.ts'
import { shardOf } from '../src/kernel/hash.ts'
import { incarnation, nodeId, round, siteId, type NodeId } from '../src/kernel/ids.ts'

/** The cluster's name and how many shards it has. */
export const cluster = 'bench'
export const shards = 16

const siteNodes = 20
const observed = 6

/** Sites of twenty nodes each. */
export const siteOf = (n: number): string => `site-${Math.floor(n / siteNodes)}`
export const nodeOf = (n: number): string => `node-${n}`

/** The nodes of the site that `n` is in, by number. */
const neighboursOf = (n: number): readonly number[] => {
  const first = n - (n % siteNodes)
  return Array.from({ length: siteNodes }, (_, i) => first + i)
}

const key = new Uint8Array(32).fill(7)

/** What every node says of itself. */
export const introduction: Introduction = {
  lan: '10.0.0.1:1883',
  kubelet: '10.0.0.1:10250',
  version: '0',
  signKey: key,
  sealKey: key,
}

/** The digest of what a node has been assigned once its whole site was born. */
export function digestOf(n: number): number {
  const { lan, kubelet } = introduction
  const names = neighboursOf(n).map(nodeOf).toSorted()
  const site = siteId(siteOf(n))
  return assignmentDigest({
    site,
    shard: shardOf(site, shards),
    members: names.map((name) => ({ node: nodeId(name), lan, kubelet })),
  })
}

/** What a node says of the six peers it observes. */
export function ballotsOf(n: number, at: number): readonly Ballot[] {
  const others = neighboursOf(n).map((other) => nodeId(nodeOf(other)))
  return Array.from({ length: observed }, (_, i) => ({
    observer: nodeId(nodeOf(n)),
    subject: others[(n + 1 + i) % siteNodes] as NodeId,
    incarnation: incarnation(1),
    since: round(1),
    round: round(at),
    opinion: 'alive' as const,
  }))
}
