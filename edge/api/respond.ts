// The responder of the local API, pure: a read is answered from the mirror, passed on, or refused with the reason.
import { statusAnswer } from '../../src/objects/answers/answer.ts'
import { unavailable } from '../../src/objects/answers/failures.ts'
import { qualified } from '../../src/objects/answers/status.ts'
import type { WallMs } from '../../src/kernel/time.ts'
import type { FeedKind } from '../../src/mirror/kinds.ts'
import type { Answer, HeaderMap, WatchAnswer } from '../../src/objects/read-answer.ts'
import { read } from '../../src/objects/reads/read.ts'
import type { RequestInfo, ResourceRequest } from '../../src/objects/request/info.ts'
import { isCovered, pinsOf } from './coverage.ts'
import { feedOf, servedKind } from './view.ts'
import type { View } from './view.ts'

/** A request whose caller was let in. */
export interface Asked {
  readonly info: RequestInfo
  readonly headers: HeaderMap
  /** By the node's own kubelet. */
  readonly isSelf: boolean
}

/** What the mirror says to it; `why` tells, for people, what is missing here. */
export type LocalAnswer = Answer | WatchAnswer | { readonly is: 'pass-on'; readonly why: string }

/** How the moment is. */
export interface Moment {
  /** The cluster's API can be asked. */
  readonly isLinked: boolean
  readonly wall: WallMs
}

/** A watch whose client names no time lives so long. */
const watchMsDefault = 1_800_000

const passOn = (why: string): LocalAnswer => ({ is: 'pass-on', why })

/** Answers a request from the mirror, or says why somebody else must. */
export function respondLocally(asked: Asked, view: View, moment: Moment): LocalAnswer {
  const { info } = asked
  if (info.about === 'path') return passOn(`${info.path} is not kept on this node`)
  const what = qualified(info)
  const kind = servedKind(view.kinds, info)
  if (kind === undefined) return passOn(`this node keeps no ${what}`)
  const { verb } = info
  if (verb !== 'get' && verb !== 'list' && verb !== 'watch')
    return passOn(`${verb ?? 'this method'} is no read`)
  const fed = view.kinds.fed(info)
  return fed === undefined
    ? respondOwn(asked, info, view, moment)
    : respondFed(asked, info, fed, view, moment)
}

/** Of its own kinds a node knows what it was answered itself: good enough while nobody else can be asked. */
function respondOwn(asked: Asked, info: ResourceRequest, view: View, moment: Moment): LocalAnswer {
  const { name = '', namespace } = info
  const why = `this node keeps of ${qualified(info)} only its own`
  const known = view.projection.knownBy(info, namespace, name)
  if (info.verb !== 'get' || known === undefined) return passOn(why)
  return moment.isLinked && known === 'learned' ? passOn(why) : readNow(asked, view, moment)
}

function respondFed(
  asked: Asked,
  info: ResourceRequest,
  fed: FeedKind,
  view: View,
  moment: Moment,
): LocalAnswer {
  const { projection, node } = view
  const { namespace, verb } = info
  const what = qualified(info)
  const pinned = pinsOf(info)
  const knownBy = (name: string) => projection.knownBy(info, namespace, name)
  const isKnown = (name: string) => knownBy(name) !== undefined
  if (!isCovered(fed, pinned, { node, isSelf: asked.isSelf, isKnown }))
    return passOn(`this node keeps of ${what} only those of its own`)
  const known = verb === 'get' ? knownBy(pinned.name ?? '') : 'fed'
  // What only an answer told, no feed, may be gone by now.
  const isUnsure = known === undefined || known === 'learned'
  if (isUnsure && moment.isLinked) return passOn(`this node has no such ${what} yet`)
  const feed = feedOf(fed, pinned.name === node)
  const isServedEarly = verb === 'get' && (known === 'learned' || known === 'pending')
  if (!view.isComplete(feed) && !isServedEarly) return incomplete(what, feed)
  return readNow(asked, view, moment)
}

const incomplete = (what: string, feed: string): Answer =>
  statusAnswer(
    unavailable(
      `${what} cannot be read: this node has not received all of its feed "${feed}" from the cloud yet; try later`,
    ),
  )

function readNow({ info, headers }: Asked, view: View, { wall }: Moment): LocalAnswer {
  const { projection, kinds } = view
  const answer = read(
    { info, headers },
    {
      collection: projection,
      registry: kinds.registry,
      wall,
      watchMsDefault,
      unknown: 'pass-on',
      address: '',
    },
  )
  return answer.is === 'pass-on' ? passOn('this part of an object is not kept here') : answer
}
