// A deed of a plan, told in a line.
import type { KubeObject } from '../../src/objects/object.ts'
import type { Cut, Deed, Target } from './step.ts'

/** A deed for people. */
export function tellDeed(deed: Deed): string {
  const tell = tells[deed.do] as (deed: Deed) => string
  return `${deed.do} ${tell(deed)}`
}

const tellObject = ({ object }: { readonly object: KubeObject }): string =>
  `${object.kind}/${object.metadata.name}`

const tells: { readonly [K in Deed['do']]: (deed: Deed & { readonly do: K }) => string } = {
  kill: ({ what, how }) => `${tellTarget(what)}, ${how}`,
  start: ({ what }) => tellTarget(what),
  cut: (deed) => `${deed.nodes.join(' ')}, ${tellCut(deed)}`,
  heal: ({ nodes }) => nodes.join(' '),
  part: ({ between }) => between.join(' '),
  join: ({ between }) => between.join(' '),
  stall: ({ what, forMs }) => `${tellTarget(what)} for ${forMs} ms`,
  'set-clock': ({ of, aheadMs }) => `of ${of} ${aheadMs} ms ahead`,
  disk: ({ of, mood }) => `of ${of} ${JSON.stringify(mood)}`,
  wipe: ({ node }) => node,
  apply: tellObject,
  delete: tellObject,
}

const tellTarget = (what: Target): string =>
  'node' in what ? `${what.role}/${what.node}` : what.role

const tellCut = ({ direction, peers, reset }: Cut): string =>
  [direction, ...(peers ? ['peers'] : []), ...(reset ? ['reset'] : [])].join(' ')
