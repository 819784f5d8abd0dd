// What a node costs on the WAN at rest, at pace real: payloads, subjects and protocol lines.
import { expect, it } from 'vitest'
import { edgeWorld, type EdgeNode } from '../support/edge-world.ts'

/** The aim of the design, in bytes per node and minute. */
const bytesMax = 1_500

/** A NATS ping and its pong, in both directions, each ten seconds. */
const pingBytesPerMinute = 6 * 2 * 'PING\r\nPONG\r\n'.length

/** What the messages cost as lines of the NATS protocol. */
const costOf = ({ messages }: EdgeNode): number =>
  messages.reduce((sum, { direction, message: { subject, bytes } }) => {
    const verb = direction === 'up' ? 'PUB' : 'MSG 12'
    return sum + `${verb} ${subject} ${bytes.length}\r\n\r\n`.length + bytes.length
  }, 0)

it.each([3, 9])(
  'E15: at rest a node of a site of %i costs at most 1.5 KB a minute on the WAN',
  (n) => {
    const names = Array.from({ length: n }, (_, i) => `site-a-${i + 1}`)
    const world = edgeWorld({ 'site-a': names }, 'real')
    const nodes = names.map((name) => world.start(name))
    world.run(200_000)
    for (const node of nodes) node.messages.length = 0
    world.run(300_000)
    for (const node of nodes) {
      expect(node.status().link).toBe('linked')
      expect(costOf(node) / 5 + pingBytesPerMinute).toBeLessThanOrEqual(bytesMax)
    }
  },
)
