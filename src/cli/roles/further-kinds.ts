// The flag `--mirror-kind`, which may be given several times: what every node's mirror has besides the usual kinds.
import { Option } from 'commander'
import { furtherKindForm, furtherKindIn, wrongFurther } from '../../mirror/further-kind.ts'
import type { FurtherKind } from '../../mirror/further-kind.ts'
import { UsageError } from '../exit.ts'

/** The flag. */
export const mirrorKind = (): Option =>
  new Option(
    '--mirror-kind <kind>',
    `a further kind for every node, ${furtherKindForm}; repeatable`,
  )
    .argParser((one: string, others: readonly string[]) => [...others, one])
    .default([], 'none')

/** The kinds that were given, checked. */
export function furtherKindsOf(texts: readonly string[]): readonly FurtherKind[] {
  const kinds = texts.map((text) => {
    const kind = furtherKindIn(text)
    if (kind === undefined)
      throw new UsageError(`--mirror-kind: expected ${furtherKindForm}, got "${text}"`)
    return kind
  })
  const wrong = wrongFurther(kinds)
  if (wrong !== undefined) throw new UsageError(`--mirror-kind: expected ${wrong}`)
  return kinds
}
