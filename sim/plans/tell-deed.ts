// A deed of a plan, told in a line.
import type { Cut, Deed, Target } from './step.ts'

/** A deed for people. */
export function tellDeed(deed: Deed): string {
  switch (deed.do) {
    case 'kill':
      return `kill ${tellTarget(deed.what)}, ${deed.how}`
    case 'start':
      return `start ${tellTarget(deed.what)}`
    case 'cut':
      return `cut ${deed.nodes.join(' ')}, ${tellCut(deed)}`
    case 'heal':
      return `heal ${deed.nodes.join(' ')}`
    case 'part':
    case 'join':
      return `${deed.do} ${deed.between.join(' ')}`
    case 'stall':
      return `stall ${tellTarget(deed.what)} for ${deed.forMs} ms`
    case 'set-clock':
      return `clock of ${deed.of} ${deed.aheadMs} ms ahead`
    case 'disk':
      return `disk of ${deed.of} ${JSON.stringify(deed.mood)}`
    case 'wipe':
      return `wipe ${deed.node}`
    case 'apply':
      return `apply ${deed.object.kind}/${deed.object.metadata.name}`
  }
}

const tellTarget = (what: Target): string =>
  'node' in what ? `${what.role}/${what.node}` : what.role

const tellCut = ({ direction, peers, reset }: Cut): string =>
  [direction, ...(peers ? ['peers'] : []), ...(reset ? ['reset'] : [])].join(' ')
