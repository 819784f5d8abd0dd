// The test runner's settings: suites that wait stand beside suites that compute, servers on loopback, no watch.
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** What takes longest begins first; what mostly waits takes turns with what computes. */
const first = [
  'integration/walk',
  'cli/sim-seeds',
  'integration/nats-walk',
  'integration/mosquitto-walk',
  'integration/kubectl',
  'integration/nothing-lost',
  'bus/journal/flip',
  'integration/flood',
  'cli/bad-input',
  'integration/ending',
  'bus/shards/partition',
  'bus/shards/nats-shards',
  'bus/journal/kill',
  'conformance/nats-log',
  'conformance/transport',
  'cli/journal',
  'sim/first-seed',
  'sim/relaying',
]

const rank = ({ moduleId }: TestSpecification): number => {
  const at = first.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`))
  return at < 0 ? first.length : at
}

class LongestFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const name = (file: TestSpecification) => `${file.project.name}/${file.moduleId}`
    const byName = (a: TestSpecification, b: TestSpecification) => (name(a) < name(b) ? -1 : 1)
    return Promise.resolve(files.toSorted((a, b) => rank(a) - rank(b) || byName(a, b)))
  }
}

/** Suites with processes, sockets or files: each in a process of its own. */
const apart = ['test/{bus,cli,conformance,integration,torture}/**/*.test.ts']

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 4,
    testTimeout: 300_000,
    hookTimeout: 120_000,
    sequence: { sequencer: LongestFirst },
    projects: [
      { extends: true, test: { name: 'apart', include: apart } },
      // Most of these compute for less time than it takes to load what they share, so they share a process.
      {
        extends: true,
        test: { name: 'together', include: ['test/**/*.test.ts'], exclude: apart, isolate: false },
      },
    ],
  },
})
