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
  wire,
} from './wire.ts'
import type { causeway } from './generated/wire.js'

const bound = { what: 'a beat', bytesMax: limits.beatBytes }

/** The bytes of a beat. */
export function encodeBeat(beat: Beat): Uint8Array {
  return finished(
    wire.Beat.encode({
      ...beat,
      site: beat.site ?? '',
      kubelet: healthNumber(beat.kubelet),
      introduction: beat.introduction ?? null,
      ballots: wireBallots(beat.ballots, beat.node),
      feedPlaces: beat.feeds?.map(({ seq }) => seq) ?? [],
      feedMarks: beat.feeds?.map(({ mark }) => mark) ?? [],
    }),
  )
}

/** Reads a beat: MALFORMED, TOO_LARGE or NEWER_VERSION otherwise. */
export function decodeBeat(bytes: Uint8Array): Beat | Fault {
  return decoded(bytes, bound, wire.Beat, (message) => {
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
      ...feedsOf(message),
    }
  })
}

/** A place and a mark for each of `feedsOfBeat`; a beat without them says nothing of feeds. */
function feedsOf({ feedPlaces, feedMarks }: causeway.v1.Beat.$Properties): Pick<Beat, 'feeds'> {
  const places = items(feedPlaces, 'places in feeds', limits.feedsOfBeat)
  const marks = items(feedMarks, 'marks of feeds', limits.feedsOfBeat)
  if (places.length !== marks.length)
    throw malformed(`expected a mark for each of ${places.length} places, got ${marks.length}`)
  if (marks.length === 0) return {}
  return { feeds: marks.map((mark, at) => ({ seq: count(places[at], 'feed_places'), mark })) }
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
