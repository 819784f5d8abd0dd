// Holds an answer to the recorded one, deviations considered; a deviation that no longer deviates is a problem too.
import { deviations } from './deviations.ts'
import type { Deviation } from './deviations.ts'
import { differences, likeRecorded } from './recorded.ts'
import type { Recorded } from './recorded.ts'

/** An answer of ours, in the shape of the recorded ones: `body` for answers, `events` for watches. */
export interface Ours {
  readonly status: number
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly events?: readonly unknown[]
}

/** What is wrong with an answer to a recorded request, whatever is known to deviate. */
export const strictProblems = (_file: string, theirs: Recorded, ours: Ours): readonly string[] =>
  differ(theirs.response, ours, (body) => body)

/** What is wrong with our answer to a recorded request; empty if it holds. */
export function problems(file: string, theirs: Recorded, ours: Ours): readonly string[] {
  const known = deviations.filter((each) => each.file === file && each.ids.includes(theirs.id))
  const all = differ(theirs.response, ours, (body) => body)
  if (known.length === 0) return all
  const reasons = known.map(({ reason }) => reason).join('; ')
  if (all.length === 0) return [`deviates no longer: ${reasons}`]
  if (known.some(({ keep }) => keep === undefined)) return []
  return differ(theirs.response, ours, (body) => known.reduce(kept, body))
}

const kept = (body: unknown, { keep }: Deviation): unknown => keep?.(body)

function differ(
  theirs: Recorded['response'],
  ours: Ours,
  keep: (body: unknown) => unknown,
): readonly string[] {
  const status = differences(theirs.status, ours.status, 'status')
  const headers = Object.entries(theirs.headers)
    .filter(([name]) => name !== 'Transfer-Encoding')
    .flatMap(([name, value]) => differences(value, ours.headers[name.toLowerCase()], name))
  const body = differences(
    keep(theirs.events ?? theirs.body),
    keep(likeRecorded(theirs.body, ours.events ?? ours.body)),
    'body',
  )
  return [...status, ...headers, ...body]
}
