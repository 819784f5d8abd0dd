// The kinds of facts that only touch what is soft of a node.
import type { NodeObservation } from './facts.ts'

/** Every kind is listed, so that a new one cannot be forgotten. */
export const nodeObservations: Readonly<Record<NodeObservation['kind'], true>> = {
  'beat-heard': true,
  'ended-session-heard': true,
  'ballot-counted': true,
  'node-observed': true,
  'lease-observed': true,
  'observers-observed': true,
  'site-observed': true,
  'hearing-observed': true,
  'presence-changed': true,
}
