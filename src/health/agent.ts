// An agent's own rules: its incarnations, its kubelet, its link to the cloud and what it was assigned.
import { unreachable } from '../kernel/assert.ts'
import { incarnation, nodeId, type NodeId } from '../kernel/ids.ts'
import type { Moment, Process, Stamp, State, Wanted } from '../kernel/process.ts'
import { monoMs, type MonoMs } from '../kernel/time.ts'
import { assignmentDigest } from './assignment.ts'
import type { AgentFact, AgentObservation } from './facts.ts'
import type { Assignment, KubeletHealth, Link } from './words.ts'

/** What survives a restart of the agent. */
export interface AgentHard {
  readonly node: NodeId
  /** 0 before the first run. */
  readonly incarnation: number
  readonly kubelet: KubeletHealth
  readonly link: Link
  /** `nats`, `mqtt`, `peer:<node>` or `none`. */
  readonly path: string
  readonly assignment: Assignment | undefined
  readonly cloudKey: string | undefined
}

/** What this run has seen. */
export interface AgentSoft {
  readonly kubelet: KubeletHealth
  readonly up: boolean
  /** When the newest answered beat was sent, on the connection that is up now. */
  readonly answeredAt: MonoMs | undefined
  /** The newest beat that was answered with a peer's help: when it was sent, and through whom. */
  readonly relayed: { readonly at: MonoMs; readonly relay: NodeId } | undefined
}

/** What comes in. `started` is the first input of a run. */
export type AgentInput =
  | { readonly kind: 'started' }
  | { readonly kind: 'rebirth'; readonly above: number }
  | { readonly kind: 'kubelet'; readonly kubelet: KubeletHealth }
  | { readonly kind: 'transport'; readonly up: boolean }
  /** `relay`: the peer that the beat or its answer came through. */
  | { readonly kind: 'answered'; readonly agoMs: number; readonly relay?: NodeId | undefined }
  | { readonly kind: 'assigned'; readonly assignment: Assignment; readonly cloudKey: string }
  | { readonly kind: 'tick' }

/** What the rules need to know. */
export interface AgentConfig {
  readonly silenceMs: number
  /** How the transport is called in `link-changed` while it is up: `nats` or `mqtt`. */
  readonly path: string
}

/** The state of one agent. */
export type AgentState = State<AgentHard, AgentSoft>

/** The largest incarnation that fits the wire. */
const incarnationMax = 0xffff_ffff

/** Whether a direct path works: the transport is up, and the cloud answered a beat within the silence. */
export function isLinked(soft: AgentSoft, at: MonoMs, silenceMs: number): boolean {
  return soft.up && soft.answeredAt !== undefined && at - soft.answeredAt < silenceMs
}

/** The process of an agent; its key is its node. */
export const agentProcess: Process<
  AgentHard,
  AgentSoft,
  AgentInput,
  AgentFact,
  never,
  AgentConfig
> = { initial, decide, evolve, reconcile }

function initial(key: string): AgentState {
  return {
    hard: {
      node: nodeId(key),
      incarnation: 0,
      kubelet: 'unknown',
      link: 'alone',
      path: 'none',
      assignment: undefined,
      cloudKey: undefined,
    },
    soft: { kubelet: 'unknown', up: false, answeredAt: undefined, relayed: undefined },
  }
}

function decide(
  state: AgentState,
  input: AgentInput,
  at: Moment<AgentConfig>,
): readonly AgentFact[] {
  const seen = observed(state.hard.node, input)
  const stamp = { hlc: at.hlc, mono: at.mono }
  const next = seen.reduce((now: AgentState, fact) => evolve(now, fact, stamp), state)
  return [...seen, ...changed(next, input), ...relinked(next, at)]
}

function observed(node: NodeId, input: AgentInput): readonly AgentObservation[] {
  switch (input.kind) {
    case 'kubelet':
      return [{ kind: 'kubelet-checked', node, kubelet: input.kubelet }]
    case 'transport':
      return [{ kind: 'transport-changed', node, up: input.up }]
    case 'answered':
      return [{ kind: 'beat-answered', node, agoMs: input.agoMs, relay: input.relay }]
    case 'started':
    case 'rebirth':
    case 'assigned':
    case 'tick':
      return []
    default:
      return unreachable(input)
  }
}

function changed({ hard }: AgentState, input: AgentInput): readonly AgentFact[] {
  switch (input.kind) {
    case 'started':
      return began(hard, hard.incarnation)
    case 'rebirth':
      return hard.incarnation > input.above ? [] : began(hard, input.above)
    case 'kubelet':
      return rechecked(hard, input.kubelet)
    case 'assigned':
      return learned(hard, input.assignment, input.cloudKey)
    case 'transport':
    case 'answered':
    case 'tick':
      return []
    default:
      return unreachable(input)
  }
}

function began(hard: AgentHard, above: number): readonly AgentFact[] {
  if (above >= incarnationMax) return []
  return [{ kind: 'incarnation-began', node: hard.node, incarnation: incarnation(above + 1) }]
}

function rechecked({ node, kubelet: known }: AgentHard, kubelet: KubeletHealth): AgentFact[] {
  if (kubelet === known || kubelet === 'unknown') return []
  return [{ kind: 'kubelet-changed', node, kubelet }]
}

function learned(hard: AgentHard, assignment: Assignment, cloudKey: string): AgentFact[] {
  const same = assignmentDigest(assignment) === assignmentDigest(hard.assignment)
  if (same && cloudKey === hard.cloudKey) return []
  return [{ kind: 'assignment-learned', node: hard.node, assignment, cloudKey }]
}

function relinked({ hard, soft }: AgentState, at: Moment<AgentConfig>): readonly AgentFact[] {
  const { link, path } = linkNow(soft, at.mono, at.config)
  if (link === hard.link && path === hard.path) return []
  return [{ kind: 'link-changed', node: hard.node, link, path }]
}

interface LinkNow {
  readonly link: Link
  readonly path: string
  /** Until when, if nothing more is answered. */
  readonly until: MonoMs | undefined
}

/** A direct path goes before a peer's. */
function linkNow(soft: AgentSoft, at: MonoMs, { silenceMs, path }: AgentConfig): LinkNow {
  const { answeredAt, relayed } = soft
  if (answeredAt !== undefined && isLinked(soft, at, silenceMs))
    return { link: 'linked', path, until: monoMs(answeredAt + silenceMs) }
  if (relayed === undefined || at - relayed.at >= silenceMs)
    return { link: 'alone', path: 'none', until: undefined }
  return {
    link: 'relayed',
    path: `peer:${relayed.relay}`,
    until: monoMs(relayed.at + silenceMs),
  }
}

function evolve({ hard, soft }: AgentState, fact: AgentFact, stamp: Stamp): AgentState {
  switch (fact.kind) {
    case 'incarnation-began':
      return { hard: { ...hard, incarnation: fact.incarnation }, soft }
    case 'kubelet-changed':
      return { hard: { ...hard, kubelet: fact.kubelet }, soft }
    case 'link-changed':
      return { hard: { ...hard, link: fact.link, path: fact.path }, soft }
    case 'assignment-learned': {
      const { assignment, cloudKey } = fact
      return { hard: { ...hard, assignment, cloudKey }, soft }
    }
    case 'kubelet-checked':
      return { hard, soft: { ...soft, kubelet: fact.kubelet } }
    case 'transport-changed':
      return { hard, soft: { ...soft, up: fact.up, answeredAt: kept(soft, fact.up) } }
    case 'beat-answered':
      return { hard, soft: answered(soft, fact, stamp) }
    default:
      return unreachable(fact)
  }
}

/** A connection that went down takes its answers with it. */
const kept = (soft: AgentSoft, up: boolean): MonoMs | undefined =>
  up && soft.up ? soft.answeredAt : undefined

type Answered = Extract<AgentFact, { kind: 'beat-answered' }>

function answered(soft: AgentSoft, { agoMs, relay }: Answered, { mono }: Stamp): AgentSoft {
  if (mono === undefined) return soft
  const at = monoMs(mono - agoMs)
  if (relay === undefined) return isLater(at, soft.answeredAt) ? { ...soft, answeredAt: at } : soft
  return isLater(at, soft.relayed?.at) ? { ...soft, relayed: { at, relay } } : soft
}

const isLater = (at: MonoMs, known: MonoMs | undefined): boolean =>
  known === undefined || at > known

function reconcile(state: AgentState, at: MonoMs, config: AgentConfig): Wanted<never> {
  const { hard, soft } = state
  const { link, path, until } = linkNow(soft, at, config)
  if (link !== hard.link || path !== hard.path) return { actions: [], due: at }
  return until === undefined ? { actions: [] } : { actions: [], due: until }
}
