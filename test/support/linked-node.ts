// A cloud and a node that writes alone, joined by feeds: the whole way of its writes, there and back.
import { keepBytesUsual } from '../../edge/config.ts'
import { withoutManagers } from '../../src/mirror/trim.ts'
import { builtinKinds } from '../../src/objects/kinds/builtin.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { aPod } from '../mirror/pending/asking.ts'
import { cloudWorld } from './cloud-world.ts'
import { writingNode } from './writing-node.ts'

const fedKinds = builtinKinds.filter(
  ({ group, resource }) => group === '' && (resource === 'nodes' || resource === 'pods'),
)

/** The path of its pod. */
export const podPath = '/api/v1/namespaces/default/pods/web'

/** A cloud and one node with a pod, linked; feeds are `lagMs` late. */
export function linked(lagMs = 300, keepBytesMax = keepBytesUsual) {
  const world = cloudWorld()
  const kubelet = world.addNode('a-1', 'a')
  world.kube.call('POST', '/api/v1/namespaces/default/pods', {
    ...aPod,
    metadata: { name: 'web', namespace: 'default' },
  })
  const agent = world.addAgent('a-1')
  world.run(3_000)
  const journal = agent.journal()
  if (journal === undefined) throw new Error('the agent has no journal')
  const node = writingNode(world.schedule, 'a-1', journal, keepBytesMax)
  const outside = world.schedule.spawn().clock
  const { collection } = world.kube.server
  /** What the feeds have yet to tell, in its order, and how much of it is on time. */
  const waiting: (() => void)[] = []
  let due = 0
  const tellDue = (): void => {
    if (agent.self.cut) return
    for (const each of waiting.splice(0, due)) each()
    due = 0
  }
  for (const kind of fedKinds) {
    const tell = (object: KubeObject, isGone: boolean): void => {
      const { namespace, name } = object.metadata
      node.feed(isGone ? undefined : withoutManagers(object), kind, namespace, name)
    }
    for (const object of collection.list(kind, undefined)) tell(object, false)
    collection.subscribe(kind, ({ type, object }) => {
      waiting.push(() => tell(object, type === 'DELETED'))
      outside.after(lagMs, () => {
        due += 1
        tellDue()
      })
    })
  }
  agent.self.told = (down) => {
    if (down.kind === 'outcomes-told') node.writes.told(down.outcomes)
  }
  const cut = (): void => void (agent.self.cut = true)
  const heal = (): void => {
    agent.self.cut = false
    tellDue()
    agent.linked()
  }
  /** Cut, and nobody in the cloud does anything, so that much time costs little. */
  const sleep = (): void => {
    cut()
    agent.stop()
    kubelet.stop()
    world.one.kill()
    world.judging.stop()
  }
  const wake = (): void => {
    world.judging.start()
    kubelet.start()
    world.start()
    agent.start()
    heal()
  }
  const at = (of: string) => world.kube.server.call('GET', of).body as KubeObject
  return { ...world, agent, node, cut, heal, sleep, wake, at }
}
