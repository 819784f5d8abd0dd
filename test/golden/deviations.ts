// Where the small Kubernetes answers otherwise than the recorded real one: the only list of it, with a reason each.
import {
  fourGroups,
  onlyServed,
  without,
  withoutDescriptions,
  withoutHashes,
  withoutPatched,
  withoutProtobuf,
} from './keep.ts'

/** Recorded answers that are not held to, or not to the letter. */
export interface Deviation {
  readonly file: string
  /** The recorded ids. */
  readonly ids: readonly number[]
  readonly reason: string
  /** What of an answer is held to all the same; absent if nothing is. */
  readonly keep?: (body: unknown) => unknown
}

const descriptions = 'the descriptions of printed columns are our own words'
const kinds = 'only the kinds that W1 needs are served'

/** The deviations of W1. */
export const deviations: readonly Deviation[] = [
  {
    file: 'reads',
    ids: [72, 73, 74, 75, 76, 77, 78],
    reason: descriptions,
    keep: withoutDescriptions,
  },
  { file: 'watches', ids: [9], reason: descriptions, keep: withoutDescriptions },
  { file: 'custom-resources', ids: [14], reason: descriptions, keep: withoutDescriptions },
  {
    file: 'custom-resources',
    ids: [4],
    reason: 'a definition has one stored version, so nobody needs its hash',
    keep: withoutHashes,
  },
  {
    file: 'errors',
    ids: [28],
    reason: 'protobuf is not served, so it is not among what is available',
    keep: withoutProtobuf,
  },
  { file: 'errors', ids: [29], reason: 'protobuf is not served: who takes JSON too gets JSON' },
  {
    file: 'writes',
    ids: [12, 13],
    reason: descriptions,
    keep: withoutDescriptions,
  },
  {
    file: 'writes',
    ids: [9, 10],
    reason: 'the controllers count no terminating replicas',
    keep: without('terminatingReplicas'),
  },
  {
    file: 'writes',
    ids: [11],
    reason: 'the scheduler has other nodes before it, and says less about them',
    keep: without('message', 'observedGeneration'),
  },
  {
    file: 'writes',
    ids: [21, 22, 23],
    reason: 'no controller gives nodes a time to live, and only their Ready lifts the first taint',
    keep: without('node.alpha.kubernetes.io/ttl', 'annotations', 'taints'),
  },
  {
    file: 'writes',
    ids: [24, 25],
    reason: 'no controller gives nodes a time to live',
    keep: without('annotations'),
  },
  { file: 'writes', ids: [26, 27, 28, 29], reason: 'server-side apply is for W5' },
  {
    file: 'writes',
    ids: [32],
    reason: 'nobody keeps managed fields, which the message repeats',
    keep: withoutPatched,
  },
  {
    file: 'writes',
    ids: [18, 19, 20, 44],
    reason: 'how far the controllers are depends on the time between requests',
    keep: without('annotations', 'status'),
  },
  { file: 'discovery', ids: [2, 3, 13, 14], reason: kinds, keep: onlyServed },
  {
    file: 'discovery',
    ids: [15],
    reason: 'only four groups were kept of the recorded answer',
    keep: fourGroups,
  },
  {
    file: 'discovery',
    ids: [16],
    reason: 'OpenAPI holds only what patches take; its addresses carry no hash',
  },
]
