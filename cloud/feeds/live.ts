// Facts of feeds as they are told live: signed, each on the subject of its object, large ones without their body.
import type { Keyring } from '../../bus/keyring.ts'
import type { Transport } from '../../bus/transport.ts'
import { encodeFeedFact } from '../../schemas/feed.ts'
import { limits } from '../../schemas/limits.ts'
import { sealSigned } from '../../schemas/signed.ts'
import { subjectOf } from '../../schemas/subjects.ts'
import type { ProducerId } from '../../src/kernel/ids.ts'
import type { FeedFact } from '../../src/mirror/feed-fact.ts'
import type { Scope } from '../../src/mirror/scope.ts'

/** What telling takes. */
export interface LiveParts {
  readonly transport: Transport
  readonly keyring: Keyring
  readonly cluster: string
  readonly producer: ProducerId
  /** A larger body is left for those to ask for who follow the feed. */
  readonly liveBytes: number
  readonly shardOf: (scope: Scope) => number
}

/** What names, numbers and a signature take at most. */
const namesBytes = 4_096

/** Tells facts; one that is lost is noticed by the next beat of each follower. */
export function liveFeed(parts: LiveParts): (facts: readonly FeedFact[]) => void {
  const { transport, keyring, producer } = parts
  const liveBytes = Math.min(parts.liveBytes, transport.supports.payloadBytesMax - namesBytes)
  return (facts) => {
    for (const fact of facts) {
      const subject = subjectOfFact(parts, fact)
      if (subject.length > limits.subjectBytes) continue
      const told: FeedFact =
        fact.body.length > liveBytes ? { ...fact, kind: 'withheld', body: new Uint8Array() } : fact
      const as = { context: 'feed', signer: producer } as const
      transport.publish(subject, sealSigned(as, encodeFeedFact(told), keyring.sign))
    }
  }
}

function subjectOfFact({ cluster, shardOf }: LiveParts, { scope, key }: FeedFact): string {
  const { group, resource: kind, namespace, name } = key
  return subjectOf('feed', cluster, {
    shard: String(shardOf(scope)),
    scope,
    group,
    kind,
    namespace,
    name,
  })
}
