// Where and when detectors are compared: two sites that can vote, a rest, ten minutes of trouble, and what comes after.
import { nodeId } from '../../src/kernel/ids.ts'
import { placeNodes } from '../world/layout.ts'

/** Five nodes in one site, three in another: every site has a majority to lose. */
export const comparedSites = { 'site-a': 5, 'site-b': 3 } as const

/** Their nodes. */
export const comparedNodes = placeNodes(comparedSites)

/** Who is troubled where trouble is one node's, and who crashes meanwhile. */
export const troubledNode = nodeId('site-a-1')
export const crashingNode = nodeId('site-a-2')

/** Traffic is counted from rest until trouble; what may fail over and be judged has time to after it. */
export const comparedTimes = {
  restMs: 180_000,
  beginMs: 240_000,
  crashMs: 360_000,
  endMs: 840_000,
  stopMs: 1_020_000,
} as const

/** Whatever begins does so up to this much later. */
export const spreadMs = 10_000
