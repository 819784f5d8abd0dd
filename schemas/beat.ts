// Beats on the wire.
import type { Beat, Introduction } from '../src/health/words.ts'
import type { Fault } from '../src/kernel/fault.ts'
import { incarnation, nodeId, round, siteId } from '../src/kernel/ids.ts'
import { ballotsOf, healthNumber, healthOf, wireBallots } from './ballots.ts'
import { limits } from './limits.ts'
import {
  bounded,
  count,
  decoded,
  exactly,
  finished,
  items,
  malformed,
  named,
  plain,
  tooLarge,
  wire,
} from './wire.ts'
import type { causeway } from './generated/wire.js'

const bound = { what: 'a beat', bytesMax: limits.beatBytes }
const fullBound = { what: 'a beat with others in it', bytesMax: limits.beatWithRelayedBytes }
const relayedBound = { what: 'a relayed beat', bytesMax: limits.relayedBeatBytes }

/** A beat, and the signed beats of peers that ride in it. */
export interface FullBeat {
  readonly beat: Beat
  readonly relayed: readonly Uint8Array[]
}

/** The bytes of a beat, with signed beats of peers in it. */
export function encodeBeat(beat: Beat, relayed: readonly Uint8Array[] = []): Uint8Array {
  return finished(
    wire.Beat.encode({
      ...beat,
      site: beat.site ?? '',
      kubelet: healthNumber(beat.kubelet),
      introduction: beat.introduction ?? null,
      ballots: wireBallots(beat.ballots, beat.node),
      feedPlaces: beat.feeds?.map(({ seq }) => seq) ?? [],
      feedMarks: beat.feeds?.map(({ mark }) => mark) ?? [],
      relayed: [...relayed],
    }),
  )
}

/** Reads a beat alone: MALFORMED, TOO_LARGE or NEWER_VERSION otherwise. */
export function decodeBeat(bytes: Uint8Array): Beat | Fault {
  return decoded(bytes, bound, wire.Beat, beatOf)
}

/** Reads a beat and what rides in it, which stays bytes: MALFORMED, TOO_LARGE or NEWER_VERSION otherwise. */
export function decodeFullBeat(bytes: Uint8Array): FullBeat | Fault {
  return decoded(bytes, fullBound, wire.Beat, (message) => {
    const relayed = items(message.relayed, 'relayed beats', limits.relayedBeats)
    const large = relayed.find((one) => one.length > limits.relayedBeatBytes)
    if (large !== undefined) throw tooLarge(relayedBound, large.length)
    return { beat: beatOf(message), relayed: relayed.map(plain) }
  })
}

function beatOf(message: causeway.v1.Beat): Beat {
  const node = nodeId(named(message.node, 'node'))
  const site = bounded(message.site, 'site')
  return {
    node,
    site: site === '' ? undefined : siteId(site),
    incarnation: incarnation(count(message.incarnation, 'incarnation')),
    round: round(count(message.round, 'round')),
    kubelet: healthOf(message.kubelet),
    birth: message.birth,
    introduction: introductionOf(message.introduction),
    assignment: message.assignment,
    stateEpoch: count(message.stateEpoch, 'state_epoch'),
    stateLast: count(message.stateLast, 'state_last'),
    ballots: ballotsOf(message.ballots, node),
    ask: count(message.ask, 'ask'),
    feeds: feedsOf(message),
  }
}

/** A place and a mark for each of `feedsOfBeat`; a beat without them says nothing of feeds. */
function feedsOf({ feedPlaces, feedMarks }: causeway.v1.Beat.$Properties): Beat['feeds'] {
  const places = items(feedPlaces, 'places in feeds', limits.feedsOfBeat)
  const marks = items(feedMarks, 'marks of feeds', limits.feedsOfBeat)
  if (places.length !== marks.length)
    throw malformed(`expected a mark for each of ${places.length} places, got ${marks.length}`)
  if (marks.length === 0) return undefined
  return marks.map((mark, at) => ({ seq: count(places[at], 'feed_places'), mark }))
}

function introductionOf(
  message: causeway.v1.Introduction.$Properties | null | undefined,
): Introduction | undefined {
  if (message === null || message === undefined) return undefined
  return {
    lan: bounded(message.lan, 'lan'),
    kubelet: bounded(message.kubelet, 'kubelet'),
    version: bounded(message.version, 'version'),
    signKey: exactly(message.signKey, 'sign_key', 32),
    sealKey: exactly(message.sealKey, 'seal_key', 32),
  }
}
