// Who does what the processes of nodes want: Kubernetes through the writer while we are the holder, agents over the bus.
import type { Cancel } from '../bus/clock.ts'
import { Performer } from '../bus/performer.ts'
import type { NodeAction } from '../src/health/inputs.ts'
import { Fault } from '../src/kernel/fault.ts'
import type { NodeId } from '../src/kernel/ids.ts'
import type { Random } from '../src/kernel/random.ts'
import type { Clock } from '../bus/clock.ts'
import type { CloudConfig } from './config.ts'
import type { SayDown } from './downlink.ts'
import type { KubeWriter } from './kube-writer.ts'

/** What actions are done with. */
export interface HandsParts {
  readonly clock: Clock
  readonly random: Random
  readonly config: Pick<CloudConfig, 'repeatMs' | 'retry'>
  readonly say: SayDown
  /** undefined without Kubernetes. */
  readonly writer: KubeWriter | undefined
  readonly mayHold: () => boolean
  /** Whether this replica is the one that talks to a node. */
  readonly decides: (node: NodeId) => boolean
  readonly answered: (node: string, action: NodeAction, fault: Fault | undefined) => void
}

/** The performer of all nodes' actions. */
export function createHands(parts: HandsParts): Performer<NodeAction> {
  const { clock, random, config, answered } = parts
  return new Performer<NodeAction>({
    clock,
    random: random.fork('hands'),
    perform: (action, done) => perform(parts, action, done),
    answered,
    repeatMs: config.repeatMs,
    retry: config.retry,
  })
}

function perform(
  { clock, say, writer, mayHold, decides }: HandsParts,
  action: NodeAction,
  done: (fault: Fault | undefined) => void,
): Cancel {
  if (action.kind === 'ask-rebirth') {
    const { node, above } = action
    if (!decides(node)) {
      clock.soon(() => done(undefined))
      return () => {}
    }
    say(node, { kind: 'rebirth', node, above }, done)
    return () => {}
  }
  if (writer !== undefined && mayHold()) return writer.perform(action, done)
  clock.soon(() => done(writer === undefined ? noKubernetes() : notTheHolder()))
  return () => {}
}

const noKubernetes = () => new Fault('UNREACHABLE', 'this cloud was started without Kubernetes')
const notTheHolder = () =>
  new Fault('CONFLICT', 'the Lease kube-system/causeway-holder is not held by this replica')
