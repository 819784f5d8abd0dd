// The digest of an assignment, by which beats tell the cloud which one a node holds.
import { hash32 } from '../kernel/hash.ts'
import type { Assignment } from './words.ts'

/**
 * 32 bits over all that an assignment says of a site, the same for all its members; 0 stands for
 * none and is never a digest.
 */
export function assignmentDigest(assignment: Omit<Assignment, 'node'> | undefined): number {
  if (assignment === undefined) return 0
  const { site, shard, members } = assignment
  const lines = members.map((member) => [member.node, member.lan, member.kubelet])
  return hash32(JSON.stringify([site, shard, lines])) || 1
}
