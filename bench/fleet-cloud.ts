// A process that runs one cloud for the bench of fleets, on the system's clock; each node is a site of its own.
import { systemClock } from '../bus/adapters/system-clock.ts'
import { runCloud } from './bench-cloud.ts'
import { nodeOf } from './fleet.ts'

const [url = '', folder = '', nodes = ''] = process.argv.slice(2)
await runCloud({
  metered: true,
  url,
  folder,
  nodes: Number(nodes),
  siteOf: nodeOf,
  clock: systemClock,
})
