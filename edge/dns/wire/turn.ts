// Addresses take turns: each asker gets another one first.
import { headerBytes } from './codes.ts'
import { walk } from './walk.ts'
import type { Walked } from './walk.ts'

/** Moves the first answer behind the others, in place, where all are addresses of the name that was asked for. */
export function turn(message: Uint8Array): void {
  const walked = walk(message)
  const answers = walked?.records.filter(({ section }) => section === 'answer') ?? []
  const [first, last] = [answers[0], answers.at(-1)]
  if (walked === undefined || first === undefined || last === undefined || first === last) return
  if (!answers.every(({ at, ttlAt }) => ttlAt - at === 6 && isOfQuestion(walked, at))) return
  const moved = message.slice(first.at, first.end)
  message.copyWithin(first.at, first.end, last.end)
  message.set(moved, last.end - moved.length)
}

const addressTypes: readonly number[] = [1, 28]

/** Whether an address record's name is a pointer to the question. */
const isOfQuestion = ({ view }: Walked, at: number): boolean =>
  view.getUint16(at) === 0xc000 + headerBytes && addressTypes.includes(view.getUint16(at + 2))
