// What a nats-server of a version can do, and what is done where it cannot: old ones ignore new options in silence.

/** What is done where a server lacks something: it is made up for, not worked with, or said aloud. */
export type WithoutIt = 'emulated' | 'refused' | 'warned'

/** One thing that servers can do from a version on. */
export interface NatsFeature {
  readonly since: string
  /** Versions from the first on and before the second can not, though they are newer. */
  readonly except?: readonly [from: string, before: string]
  readonly missing: WithoutIt
  /** It matters to logs of several copies alone. */
  readonly ofCopies?: boolean
  /** For people: what happens without it. */
  readonly without: string
}

/** Everything that Causeway uses or could use and that not every server has. */
export const natsFeatures = {
  baseline: {
    since: '2.9.10',
    missing: 'refused',
    without: 'Causeway was never tried on it: no log is kept there',
  },
  syncedStreams: {
    since: '2.10.0',
    missing: 'warned',
    without: 'it cannot be made durable: a power cut loses what came in the last two minutes',
  },
  keptStreams: {
    since: '2.9.10',
    except: ['2.10.20', '2.10.23'],
    missing: 'warned',
    without: 'it may forget a whole stream when it is killed',
  },
  fencedReplicas: {
    since: '2.10.19',
    missing: 'refused',
    without:
      'two writers may both be told that they were first: no log of several copies is kept there',
  },
  lastingCopies: {
    // The first that lost nothing where 2.10.27 did; none between them was tried.
    since: '2.15.1',
    missing: 'warned',
    ofCopies: true,
    without:
      'it may lose acknowledged entries of a log of several copies when one server is killed after the other',
  },
  compression: {
    since: '2.10.0',
    missing: 'emulated',
    without: 'logs are stored as they are',
  },
  batchGet: {
    since: '2.11.0',
    missing: 'emulated',
    without: 'entries are asked for one by one, many at once, on every version',
  },
  messageLife: {
    since: '2.11.0',
    missing: 'emulated',
    without: 'owners remove what has had its time, on every version',
  },
  expectationOfSubjects: {
    since: '2.11.0',
    missing: 'emulated',
    without: 'a log has one subject and is fenced as a whole, on every version',
  },
  atomicBatch: {
    since: '2.12.0',
    missing: 'emulated',
    without: 'one entry carries what belongs together, on every version',
  },
  strictRequests: {
    since: '2.12.0',
    missing: 'emulated',
    without: 'what was stored is read back and compared, on every version',
  },
} as const satisfies Readonly<Record<string, NatsFeature>>

/** The name of a feature. */
export type NatsFeatureName = keyof typeof natsFeatures

/** Whether a server of a version like `2.9.10` or `2.12.0-beta.1` has a feature; an unreadable version has none. */
export function natsHas(version: string, name: NatsFeatureName): boolean {
  const { since, except }: NatsFeature = natsFeatures[name]
  const number = numberOf(version)
  const excepted =
    except !== undefined && number >= numberOf(except[0]) && number < numberOf(except[1])
  return number >= numberOf(since) && !excepted
}

/** What a server of a version lacks and is warned of, in words: always, or where logs have several copies. */
export const natsWarnings = (version: string, about: 'bus' | 'copies' = 'bus'): readonly string[] =>
  names
    .filter((name) => {
      const { missing, ofCopies = false }: NatsFeature = natsFeatures[name]
      return missing === 'warned' && ofCopies === (about === 'copies') && !natsHas(version, name)
    })
    .map((name) => natsFeatures[name].without)

const names = Object.keys(natsFeatures) as readonly NatsFeatureName[]

function numberOf(version: string): number {
  const [, major = '0', minor = '0', patch = '0'] = /^v?(\d+)\.(\d+)\.(\d+)/.exec(version) ?? []
  return Number(major) * 1e6 + Number(minor) * 1e3 + Number(patch)
}
