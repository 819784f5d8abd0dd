// The responder of the local API, pure: a read is answered from the mirror, passed on, or refused with the reason.
import { statusAnswer } from '../../src/objects/answers/answer.ts'
import { unavailable } from '../../src/objects/answers/failures.ts'
import { qualified } from '../../src/objects/answers/status.ts'
import type { WallMs } from '../../src/kernel/time.ts'
import type { FeedKind } from '../../src/mirror/kinds.ts'
import { isNeverReplayed } from '../../src/mirror/pending/owned.ts'
import { referencesOf } from '../../src/mirror/references.ts'
import { keyText } from '../../src/mirror/scope.ts'
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
  if (fed === undefined) return respondOwn(asked, info, view, moment)
  return respondFed({ ...asked, info }, fed, view, moment)
}

/** Of its own kinds a node knows what it was answered itself: good enough while nobody else can be asked. */
function respondOwn(asked: Asked, info: ResourceRequest, view: View, moment: Moment): LocalAnswer {
  const { name = '', namespace } = info
  const why = `of ${qualified(info)} this node keeps only its own`
  const known = view.projection.knownBy(info, namespace, name)
  if (info.verb !== 'get') return passOn(why)
  if (known === undefined)
    return mayBegin(asked, name, view, moment) ? readNow(asked, view, moment) : passOn(why)
  const isTheirs = known === 'learned' || isNeverReplayed({ kind: info })
  return moment.isLinked && isTheirs ? passOn(why) : readNow(asked, view, moment)
}

/** A kubelet that starts alone for the first time hears that what is named after its node is not there, so that it makes it. */
const mayBegin = ({ isSelf }: Asked, name: string, view: View, { isLinked }: Moment): boolean =>
  !isLinked && isSelf && name === view.node && view.isComplete('node')

type AskedOf = Asked & { readonly info: ResourceRequest }

function respondFed(asked: AskedOf, fed: FeedKind, view: View, moment: Moment): LocalAnswer {
  const { info, isSelf } = asked
  const { projection, node } = view
  const pinned = pinsOf(info)
  const isKnown = (name: string) => projection.knownBy(info, info.namespace, name) !== undefined
  if (!isCovered(fed, pinned, { node, isSelf, isKnown })) return passOn(partly(info, fed))
  const feed = feedOf(fed, pinned.name === node)
  if (info.verb === 'get') return respondOne(asked, fed, view, moment)
  return view.isComplete(feed) ? readNow(asked, view, moment) : incomplete(info, feed)
}

/** What only an answer told, no feed, may be gone by now: the cluster is asked, if it can be. */
function respondOne(asked: AskedOf, fed: FeedKind, view: View, moment: Moment): LocalAnswer {
  const { info } = asked
  const { namespace, name = '' } = info
  const known = view.projection.knownBy(info, namespace, name)
  const isUnsure = known === undefined || known === 'learned'
  if (isUnsure && moment.isLinked) return passOn(`this node has no such ${qualified(info)} yet`)
  if (known === undefined && isElsewhere(fed, info, view)) return passOn(partly(info, fed))
  const feed = feedOf(fed, name === view.node)
  if (known !== undefined && known !== 'fed') return readNow(asked, view, moment)
  return view.isComplete(feed) ? readNow(asked, view, moment) : incomplete(info, feed)
}

const partly = (info: ResourceRequest, { rule, namespaces }: FeedKind): string =>
  `of ${qualified(info)} this node keeps only ${
    namespaces === undefined ? kept[rule] : `those of the namespaces ${namespaces.join(', ')}`
  }`

/** What there is here of kinds that are not here as a whole, for people. */
const kept: Readonly<Record<FeedKind['rule'], string>> = {
  all: 'all',
  site: 'those of its site',
  node: 'its own',
  referenced: 'those that its pods refer to',
}

/** Whether an object that is not here may be there all the same: no feed of this node would have brought it. */
function isElsewhere({ rule }: FeedKind, info: ResourceRequest, view: View): boolean {
  const { group, resource, namespace = '', name = '' } = info
  if (rule === 'site') return name !== view.node
  if (rule !== 'referenced') return false
  const key = keyText({ group, resource, namespace, name })
  return !view.projection.list(pods, namespace).some((pod) => referencesOf(pod).includes(key))
}

const pods = { group: '', resource: 'pods' }

/** What cannot be had before a feed of the node is whole. */
export const incomplete = (info: ResourceRequest, feed: string): Answer =>
  statusAnswer(
    unavailable(
      `${qualified(info)} cannot be ${isReading(info) ? 'read' : 'written'}: this node has not received all of its feed "${feed}" from the cloud yet; try later`,
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

/** Whether nothing is changed. */
export const isReading = ({ verb }: ResourceRequest): boolean =>
  verb === 'get' || verb === 'list' || verb === 'watch'
