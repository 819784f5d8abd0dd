// Where the small Kubernetes answers otherwise than the recorded real one: the only list of it, with a reason each.
import { without } from './keep.ts'

/** Recorded answers that are not held to, or not to the letter. */
export interface Deviation {
  readonly file: string
  /** The recorded ids. */
  readonly ids: readonly number[]
  readonly reason: string
  /** What of an answer is held to all the same; absent if nothing is. */
  readonly keep?: (body: unknown) => unknown
}

/** All of them. */
export const deviations: readonly Deviation[] = [
  {
    file: 'writes',
    ids: [44],
    reason: 'when the controller looked between two patches of the template decides how many it numbered',
    keep: without('deployment.kubernetes.io/revision'),
  },
]
