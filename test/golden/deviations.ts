// Where the small Kubernetes answers otherwise than the recorded real one: the only list of it, with a reason each.
import { onlyServed, withoutDescriptions, withoutHashes, withoutProtobuf } from './keep.ts'

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
  { file: 'discovery', ids: [2, 3, 5, 13, 14, 15], reason: kinds, keep: onlyServed },
  {
    file: 'discovery',
    ids: [16],
    reason: 'OpenAPI holds only what patches take; its addresses carry no hash',
  },
  { file: 'discovery', ids: [17, 18], reason: 'no OpenID: the small Kubernetes signs no tokens' },
]
