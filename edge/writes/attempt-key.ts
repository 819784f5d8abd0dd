// The object that an attempt is about.
import type { WriteAttempt } from '../../src/mirror/pending/attempt.ts'
import type { ObjectKey } from '../../src/mirror/scope.ts'
import { isJson } from '../../src/objects/schema/typed.ts'

/** Its key; of a create the name stands in the body, and may be missing. */
export function keyOfAttempt({ kind, namespace = '', name, body }: WriteAttempt): ObjectKey {
  const { group, resource } = kind
  return { group, resource, namespace, name: name ?? nameIn(body) }
}

function nameIn(body: unknown): string {
  const metadata = isJson(body) && isJson(body['metadata']) ? body['metadata'] : {}
  return typeof metadata['name'] === 'string' ? metadata['name'] : ''
}
