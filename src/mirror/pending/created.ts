// Objects that are created alone: where they belong, and what a server gives them.
import { badRequest } from '../../objects/answers/failures.ts'
import type { Status } from '../../objects/answers/status.ts'
import { withMetadata } from '../../objects/metadata.ts'
import type { KubeObject } from '../../objects/object.ts'
import { timestamp } from '../../objects/timestamp.ts'
import type { Random } from '../../kernel/random.ts'
import type { WallMs } from '../../kernel/time.ts'
import type { WriteAttempt } from './attempt.ts'
import { wrongName } from './changed.ts'

/** The object in the namespace, and under the name, of its path. */
export function inPlace(
  { kind, namespace, name, verb }: WriteAttempt,
  object: KubeObject,
): KubeObject | Status {
  const own = object.metadata.namespace ?? ''
  if (kind.namespaced && own !== '' && own !== namespace)
    return badRequest(
      'the namespace of the provided object does not match the namespace sent on the request',
    )
  const ownName = object.metadata.name as string | undefined
  if (verb !== 'create' && ownName !== name) return wrongName(ownName ?? '', name ?? '')
  return withMetadata(object, { namespace: kind.namespaced ? namespace : undefined })
}

/** The object as it begins here: with a uid of the node's own, until the cloud has given it another. */
export function created(
  { kind }: WriteAttempt,
  given: KubeObject,
  { random, wall }: { readonly random: Random; readonly wall: WallMs },
): KubeObject {
  const { name, generateName } = given.metadata as { name?: string; generateName?: string }
  const isNamed = (name !== undefined && name !== '') || generateName === undefined
  const object = withMetadata(given, {
    name: isNamed ? name : `${generateName.slice(0, 58)}${randomText(random, 5)}`,
    uid: randomUid(random),
    creationTimestamp: timestamp(wall),
    deletionTimestamp: undefined,
    deletionGracePeriodSeconds: undefined,
    resourceVersion: undefined,
    managedFields: undefined,
    generation: undefined,
  })
  return kind.kind === 'Pod' ? { ...object, status: { phase: 'Pending' } } : object
}

const characters = 'bcdfghjklmnpqrstvwxz2456789'

const randomText = (random: Random, length: number): string =>
  Array.from({ length }, () => characters[random.below(characters.length)]).join('')

/** A random UUID (version 4). */
function randomUid(random: Random): string {
  const digits = Array.from({ length: 32 }, (_, at) => {
    if (at === 12) return '4'
    return (at === 16 ? 8 + random.below(4) : random.below(16)).toString(16)
  }).join('')
  const [a, b, c, d] = [
    digits.slice(0, 8),
    digits.slice(8, 12),
    digits.slice(12, 16),
    digits.slice(16, 20),
  ]
  return `${a}-${b}-${c}-${d}-${digits.slice(20)}`
}
