// A process that runs one cloud for the bench of beats, on a clock told by the beats.
import { patternOf } from '../schemas/subjects.ts'
import { paces } from '../src/health/config.ts'
import { beatTime } from './beat-clock.ts'
import { runCloud } from './bench-cloud.ts'
import { cluster, siteOf } from './fleet.ts'

const [url = '', folder = '', count = ''] = process.argv.slice(2)
const nodes = Number(count)
const time = beatTime(nodes, paces.real.beatMs)
const beats = patternOf('beat', cluster, {})
await runCloud({
  url,
  folder,
  nodes,
  siteOf,
  clock: time.clock,
  through: (transport) => time.telling(transport, beats),
})
