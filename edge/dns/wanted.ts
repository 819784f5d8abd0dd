// What is asked of other servers: a client's own question, or the target of an external name.
import { joined } from '../../src/kernel/bytes.ts'
import type { Wanted } from './forwarder.ts'
import { flags } from './wire/codes.ts'
import { writeName } from './wire/names.ts'
import type { Query } from './wire/query.ts'

/** A query as it is asked of others; whoever asks the same shares its answer. */
export function wantedOf({ name, type, question, kept, edns }: Query): Wanted {
  const wantsSignatures = edns?.wantsSignatures ?? false
  const isUnchecked = (kept & flags.checkingDisabled) !== 0
  const key = `${type}/${Number(wantsSignatures)}${Number(isUnchecked)}/${name}`
  return { key, inquiry: { question, wantsSignatures, isUnchecked } }
}

/** The same question about another name, without signatures: they would not cover the alias. */
export function wantedAbout(name: string, { type, question }: Query): Wanted {
  const about = joined([writeName(name), question.subarray(question.length - 4)])
  const inquiry = { question: about, wantsSignatures: false, isUnchecked: false }
  return { key: `${type}/00/${name}`, inquiry }
}
