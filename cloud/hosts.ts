// The processes of the cloud: one host for nodes, sites, the cloud's own hearing, Kubernetes, and introductions.
import { Host } from '../bus/host.ts'
import type { HostParts } from '../bus/host.ts'
import { draftSink } from '../bus/journal-facts.ts'
import type { DraftSink } from '../bus/journal-facts.ts'
import type { Stamps } from '../bus/stamps.ts'
import type { Fact } from '../src/facts.ts'
import type { HealthConfig } from '../src/health/config.ts'
import type { HearingFact, KubeFact, NodeFact, SiteFact } from '../src/health/facts.ts'
import { hearing } from '../src/health/hearing.ts'
import type { HearingSoft } from '../src/health/hearing.ts'
import type {
  HearingInput,
  KubeInput,
  NodeAction,
  NodeInput,
  SiteInput,
} from '../src/health/inputs.ts'
import { kubernetes } from '../src/health/kubernetes.ts'
import { nodeHealth } from '../src/health/node-health.ts'
import type { NodeHard, NodeSoft } from '../src/health/node-state.ts'
import { siteHealth } from '../src/health/site-health.ts'
import type { SiteHard, SiteSoft } from '../src/health/site-health.ts'
import type { IdentityFact } from '../src/identity/facts.ts'
import { introduction } from '../src/identity/introduction.ts'
import type { IntroductionHard, IntroductionInput } from '../src/identity/introduction.ts'
import type { Keyed } from '../src/kernel/process.ts'
import type { Hlc } from '../src/kernel/time.ts'
import type { CloudConfig } from './config.ts'
import type { CloudPorts } from './ports.ts'

/** The hosts by the key of their processes: node, site, `cloud`, `kubernetes`, node. */
export interface Hosts {
  readonly nodes: Host<NodeHard, NodeSoft, NodeInput, NodeFact, NodeAction, HealthConfig>
  readonly sites: Host<SiteHard, SiteSoft, SiteInput, SiteFact, never, HealthConfig>
  readonly hearing: Host<null, HearingSoft, HearingInput, HearingFact, never, HealthConfig>
  readonly kubernetes: Host<null, null, KubeInput, KubeFact, never, undefined>
  readonly introductions: IntroductionHost
}

/** The host of introductions. */
export type IntroductionHost = Host<
  IntroductionHard,
  undefined,
  IntroductionInput,
  IdentityFact,
  Keyed,
  undefined
>

/** What the hosts stand on. */
export interface HostsBase {
  readonly ports: CloudPorts
  readonly config: CloudConfig
  readonly stamps: Stamps
  /** The stamp of the next fact about a node. */
  readonly stampOf: (node: string) => Hlc
  /** Where durable facts about nodes go, and those about sites. */
  readonly nodeSink: DraftSink
  readonly siteSink: DraftSink
  readonly want: (node: string, actions: readonly NodeAction[]) => void
  /** Every fact of every host, after it evolved. */
  readonly heard: (fact: Fact, hlc: Hlc) => void
}

/** Inputs of one key that may wait while a fact is being written. */
const inboxMax = 1_024

type Shared<F extends Fact> = Pick<
  HostParts<never, never, never, F, never, never>,
  'clock' | 'random' | 'stamp' | 'sink' | 'heard' | 'inboxMax' | 'retryMs'
>

/** The hosts, empty. */
export function createHosts(base: HostsBase): Hosts {
  const { ports, config, stamps, stampOf, nodeSink, siteSink } = base
  const shared = <F extends Fact>(label: string, sink: DraftSink): Shared<F> => ({
    clock: ports.clock,
    random: ports.random.fork(label),
    stamp: stamps.next,
    sink: draftSink<F>(sink),
    heard: (_key, fact, { hlc }) => base.heard(fact, hlc),
    inboxMax,
    retryMs: config.health.beatMs,
  })
  const nothing = () => {}
  const tick = { kind: 'tick' } as const
  const { health } = config
  return {
    nodes: new Host<NodeHard, NodeSoft, NodeInput, NodeFact, NodeAction, HealthConfig>({
      ...shared<NodeFact>('nodes', nodeSink),
      stamp: stampOf,
      process: nodeHealth,
      config: health,
      tick,
      want: base.want,
    }),
    sites: new Host<SiteHard, SiteSoft, SiteInput, SiteFact, never, HealthConfig>({
      ...shared<SiteFact>('sites', siteSink),
      process: siteHealth,
      config: health,
      tick,
      want: nothing,
    }),
    hearing: new Host<null, HearingSoft, HearingInput, HearingFact, never, HealthConfig>({
      ...shared<HearingFact>('hearing', siteSink),
      process: hearing,
      config: health,
      // It names no due, so this is never posted.
      tick: { kind: 'bus', up: false },
      want: nothing,
    }),
    kubernetes: new Host<null, null, KubeInput, KubeFact, never, undefined>({
      ...shared<KubeFact>('kubernetes', siteSink),
      process: kubernetes,
      config: undefined,
      tick,
      want: nothing,
    }),
    introductions: introductionHost({
      ...shared<IdentityFact>('introductions', nodeSink),
      stamp: stampOf,
    }),
  }
}

const introductionHost = (shared: Shared<IdentityFact>): IntroductionHost =>
  new Host<IntroductionHard, undefined, IntroductionInput, IdentityFact, Keyed, undefined>({
    ...shared,
    process: introduction,
    config: undefined,
    tick: { kind: 'tick' },
    want: () => {},
  })
