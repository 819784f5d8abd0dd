// The exchange of words about pods within a site, joined to a node's writes and its mirror: so slices and names stay right without the cloud.
import type { Door } from '../../bus/door.ts'
import type { Part } from '../../bus/lifecycle.ts'
import { factToDraft } from '../../schemas/fact-codec.ts'
import { peerTopics, subjectOf } from '../../schemas/subjects.ts'
import type { Tally } from '../../src/health/words.ts'
import type { NodeId } from '../../src/kernel/ids.ts'
import { monoMs } from '../../src/kernel/time.ts'
import type { MonoMs } from '../../src/kernel/time.ts'
import type { Queue } from '../../src/mirror/pending/queue.ts'
import { keyText } from '../../src/mirror/scope.ts'
import { goneWord, podWord } from '../../src/services/pod-word.ts'
import type { PodWord } from '../../src/services/pod-word.ts'
import type { HostBase } from '../agent-host.ts'
import type { PeersSay } from '../mirror/failed-nodes.ts'
import type { Projection } from '../mirror/projection.ts'
import type { PeerObserver } from '../peer-observer.ts'
import type { Reporter } from '../reporter.ts'
import { runningPart } from '../running-part.ts'
import type { Self } from '../self.ts'
import { PodsHearer } from './hear-pods.ts'
import { PodsTeller } from './tell-pods.ts'

const podsOf = { group: '', resource: 'pods' }

/** What is not said any more counts for so long, while the cloud's slices come. */
const lingerMs = 30_000

/** What it takes. */
export interface SitePodsParts extends HostBase {
  readonly door: Door
  readonly self: Pick<Self, 'state' | 'site' | 'linked'>
  readonly observer: Pick<PeerObserver, 'incarnationOf' | 'peers'>
  readonly reporter: Pick<Reporter, 'say'>
  readonly projection: Projection
  /** The writes that the cloud does not know yet; undefined of a node that takes none alone. */
  readonly queue: () => Queue | undefined
}

/** The exchange of one node. */
export interface SitePods extends Pick<PodsHearer, 'hear' | 'assign'> {
  /** Tells what changes as long as it runs. */
  readonly part: Part
  /** To be called each round. */
  readonly round: () => void
}

/** The exchange; it says nothing as long as the cloud knows all. */
export function createSitePods(parts: SitePodsParts): SitePods {
  const { ports, config, journal, stamps, door, self, observer, reporter, projection } = parts
  const { clock, keyring } = ports
  const { node, cluster } = config
  const { silenceMs, observersMax } = config.health
  const say = (bytes: Uint8Array): void => {
    const tokens = { site: self.site(), node, topic: peerTopics.pods }
    reporter.say(subjectOf('peer', cluster, tokens), bytes)
  }
  const heed = (of: NodeId, words: readonly PodWord[], at: MonoMs): void =>
    projection.heed(of, words, { at, isLinked: self.linked() })
  const teller = new PodsTeller({
    ...{ node, clock, keyring, silenceMs, say },
    run: () => ({
      epoch: journal.position('state').epoch,
      incarnation: self.state.hard.incarnation,
    }),
    own: () => ownWords(parts.queue() ?? [], projection),
    said: (words, at) => heed(node, words, at),
  })
  const hearer = new PodsHearer({
    ...{ node, clock, keyring, door, silenceMs, observersMax, say },
    linked: () => self.linked(),
    incarnationOf: (peer) => observer.incarnationOf(peer),
    nodeOf: (pod) => projection.nodeOf(pod),
    heed,
    refused: (fact) => journal.append([factToDraft(fact, stamps.next())], () => undefined),
  })
  return {
    hear: (...said) => hearer.hear(...said),
    assign: (assignment) => hearer.assign(assignment),
    round: () => {
      teller.round()
      hearer.round()
      projection.judge(peersSay(parts))
      projection.forget(monoMs(Math.max(0, clock.mono() - lingerMs)))
    },
    part: runningPart('site pods', clock, () => {
      const cancel = projection.subscribe(podsOf, () => teller.changed())
      teller.changed()
      return () => {
        cancel()
        teller.stop()
      }
    }),
  }
}

/** What the peers have settled of each other, for the time in which the cloud cannot say. */
function peersSay({ self, observer }: Pick<SitePodsParts, 'self' | 'observer'>): PeersSay {
  const isAlone = self.state.hard.link === 'alone'
  const settled = (tally: Tally): readonly string[] =>
    isAlone ? observer.peers().flatMap((peer) => (peer.tally === tally ? peer.node : [])) : []
  return { isAlone, dead: settled('dead'), alive: settled('alive') }
}

/**
 * What the cloud does not know of the node's pods: those of which a write is pending. One that is not here is not gone for
 * that: the mirror may not have been read yet, or be lost.
 */
function ownWords(queue: Queue, projection: Projection): readonly PodWord[] {
  const ofPods = queue.filter(({ target }) => target.resource === podsOf.resource)
  const last = new Map(ofPods.map((write) => [keyText(write.target), write]))
  return [...last.values()].flatMap(({ target: { namespace, name }, uid, change }) => {
    const pod = projection.get(podsOf, namespace, name)
    if (pod !== undefined) return podWord(pod) ?? []
    return change.verb === 'delete' && uid ? goneWord({ namespace, name, uid }) : []
  })
}
