// The digest of an assignment, by which beats tell the cloud which one a node holds.
import { hash32 } from '../kernel/hash.ts'
import type { Assignment } from './words.ts'

/** 32 bits over all that an assignment says; 0 stands for none and is never a digest. */
export function assignmentDigest(assignment: Assignment | undefined): number {
  if (assignment === undefined) return 0
  const { node, site, shard, members } = assignment
  const lines = members.map((member) => [member.node, member.lan, member.kubelet])
  return hash32(JSON.stringify([node, site, shard, lines])) || 1
}
