// The digest of an assignment, by which beats tell the cloud which one a node holds.
import { hash32 } from '../kernel/hash.ts'
import type { Assignment } from './words.ts'

/**
 * 32 bits over all that an assignment says of a site, the same for all its members; 0 stands for
 * none and is never a digest. Without keys it is the digest of the version before.
 */
export function assignmentDigest(assignment: Omit<Assignment, 'node'> | undefined): number {
  if (assignment === undefined) return 0
  const { site, shard, members } = assignment
  const lines = members.map(({ node, lan, kubelet, signKey }) =>
    signKey === undefined ? [node, lan, kubelet] : [node, lan, kubelet, signKey],
  )
  return hash32(JSON.stringify([site, shard, lines])) || 1
}

/** An assignment as the version before knew it. */
export const withoutKeys = <A extends Pick<Assignment, 'members'>>(assignment: A): A => ({
  ...assignment,
  members: assignment.members.map(({ node, lan, kubelet }) => ({ node, lan, kubelet })),
})

/** Whether an assignment tells the keys of its members. */
export const hasKeys = ({ members }: Pick<Assignment, 'members'>): boolean =>
  members.every(({ signKey }) => signKey !== undefined)
