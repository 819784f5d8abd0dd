// What is wrong with a unit, as a condition of its status.
import type { KubeObject } from '../../objects/object.ts'
import type { Json } from '../../objects/schema/typed.ts'
import { problemText } from '../dialect.ts'
import type { Problem } from '../dialect.ts'
import { items, part, text } from '../../objects/fields.ts'

const type = 'Refused'

/** A node that one unit wants and another of its kind has. */
export const overlapText = (node: string, kind: string, unit: string): string =>
  `node ${node} has already belonged to ${kind} ${unit}`

/** The conditions of a unit with what is wrong now; nothing where nothing is wrong and nothing was. */
export function withProblems(unit: KubeObject, problems: readonly Problem[]): Json {
  const before = items(part(unit, 'status'), 'conditions')
  const others = before.filter((each) => text(each, 'type') !== type)
  if (problems.length === 0) return others.length === before.length ? {} : { conditions: others }
  const message = problems.map(problemText).join('\n')
  const refused = { type, status: 'True', reason: 'InvalidManifest', message }
  return { conditions: [...others, refused] }
}
