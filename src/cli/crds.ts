// `causeway crds`: the definitions of all application kinds, to be applied by hand.
import { stringify } from 'yaml'
import { definitions } from '../../schemas/crds/all.ts'

/** Prints them as YAML. */
export function crds(): void {
  const documents = definitions.map((each) => stringify(each, { aliasDuplicateObjects: false }))
  process.stdout.write(documents.join('---\n'))
}
