// Does what a plan says to a simulated world.
import { kinds } from '../kube/controllers/kinds.ts'
import { pathOf } from '../kube/controllers/write.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { assert } from '../../src/kernel/assert.ts'
import type { Deed } from '../plans/step.ts'
import { tellDeed } from '../plans/step.ts'
import type { Links } from './links.ts'
import { processOf } from './processes.ts'
import type { Processes } from './processes.ts'
import type { Trace } from './trace.ts'

/** What deeds are done to. */
export interface ActorParts {
  readonly processes: Processes
  readonly links: Links
  readonly trace: Trace
}

/** Does one deed after another. */
export function createActor({ processes, links, trace }: ActorParts): (deed: Deed) => void {
  const done = (deed: Deed): void => {
    switch (deed.do) {
      case 'kill':
        return processOf(processes, deed.what)?.kill(deed.how)
      case 'start':
        return processOf(processes, deed.what)?.start()
      case 'cut':
        return links.cut(deed.nodes, deed)
      case 'heal':
        return links.heal(deed.nodes)
      case 'apply':
        return apply(processes, deed.object)
    }
  }
  return (deed) => {
    trace.add('plan', tellDeed(deed))
    done(deed)
  }
}

function apply({ kubernetes }: Processes, object: KubeObject): void {
  const kind = Object.values(kinds).find((one) => one.kind === object.kind)
  const server = kubernetes.server()
  assert(kind !== undefined, `a kind that is known: ${object.kind}`)
  assert(server !== undefined, `Kubernetes runs when ${object.kind} is applied`)
  const { namespace } = object.metadata
  const { status, body } = server.call('POST', pathOf(kind, { namespace }), object)
  assert(status < 300, `${object.kind} is taken: ${JSON.stringify(body)}`)
}
