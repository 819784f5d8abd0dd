// One node of a running `up` as its own clients see it: kubectl at its local API, its names, and its watches.
import { spawn, type ChildProcess } from 'node:child_process'
import { Resolver } from 'node:dns/promises'
import type { KubeObject } from '../../src/objects/object.ts'
import { runKubectl } from '../support/kubectls.ts'
import type { Ran } from '../support/kubectls.ts'
import type { UpWorld } from './world.ts'

/** A fact that the cloud lists. */
export interface Listed {
  readonly producer: string
  readonly fact: Readonly<Record<string, unknown>> & { readonly number: number }
}

/** What a watch printed so far, without repetitions; `stop` ends it. */
export interface Watching {
  readonly lines: () => readonly string[]
  readonly stop: () => void
}

/** A site of two. */
export interface SmallSite {
  readonly name: string
  readonly nodes: readonly [node: string, peer: string]
}

/** One node, seen from itself. */
export class NodeView {
  readonly world: UpWorld
  readonly node: string
  /** Its only peer. */
  readonly peer: string
  readonly #site: SmallSite
  readonly #watches: ChildProcess[] = []

  constructor(world: UpWorld, site: SmallSite) {
    const [node, peer] = site.nodes
    this.world = world
    this.node = node
    this.peer = peer
    this.#site = site
  }

  /** The same of its peer. */
  ofPeer(): NodeView {
    return new NodeView(this.world, { ...this.#site, nodes: [this.peer, this.node] })
  }

  /** Runs the kubectl in the path at the local API. */
  local(...args: readonly string[]): Promise<Ran> {
    return this.as('kubectl', ...args)
  }

  /** Runs a kubectl at the local API. */
  as(path: string, ...args: readonly string[]): Promise<Ran> {
    const kubeconfig = `${this.world.data}/${this.node}.kubeconfig`
    return runKubectl(path, ['--kubeconfig', kubeconfig, ...args], { HOME: this.world.data })
  }

  /** Objects as the local API has them. */
  async items<T extends KubeObject>(...args: readonly string[]): Promise<readonly T[]> {
    const { out, err } = await this.local('get', ...args, '-o', 'json')
    if (out === '') throw new Error(err)
    return (JSON.parse(out) as { readonly items: readonly T[] }).items
  }

  /** Watches at the local API, or in the cloud, printing by a JSONPath. */
  watch(where: 'node' | 'cloud', what: readonly string[], path: string): Watching {
    const file = where === 'node' ? `${this.node}.kubeconfig` : 'kubeconfig'
    const args = ['--kubeconfig', `${this.world.data}/${file}`, 'get', ...what, '-w']
    const shown = `jsonpath=${path}{"\\n"}`
    const stdio = ['ignore', 'pipe', 'ignore'] as const
    const watch = spawn('kubectl', [...args, '-o', shown], { stdio: [...stdio] })
    this.#watches.push(watch)
    let told = ''
    watch.stdout?.on('data', (bytes: Buffer) => (told += bytes.toString()))
    const lines = () => {
      const all = told.split('\n').slice(0, -1)
      return all.filter((line, at) => line !== all[at - 1])
    }
    return { lines, stop: () => void watch.kill() }
  }

  /** Ends what still watches. */
  close(): void {
    for (const watch of this.#watches) watch.kill()
  }

  /** The addresses of a name, as the node's DNS says, in order. */
  async resolved(name: string): Promise<readonly string[]> {
    const resolver = new Resolver({ timeout: 30_000, tries: 1 })
    resolver.setServers([this.world.process('edge', this.node)?.addresses['dns'] ?? ''])
    return (await resolver.resolve4(`${name}.default.svc.cluster.local`)).toSorted()
  }

  /** Facts of one kind about this node, as the cloud lists them. */
  async facts(kind: string): Promise<readonly Listed[]> {
    const { out } = await this.world.causeway('events', '--kind', kind, '-o', 'json')
    const lines = out.split('\n').filter((line) => line !== '')
    const all = lines.map((line) => JSON.parse(line) as Listed)
    return all.filter(({ fact }) => fact['node'] === this.node)
  }

  /** The node in the cluster. */
  async inCloud(): Promise<KubeObject['metadata']> {
    return (await this.world.get<KubeObject>(`/api/v1/nodes/${this.node}`)).metadata
  }

  /** Cut from the cloud with its peer, so that nobody relays, and it knows. */
  async cutOff(): Promise<void> {
    await this.world.causeway('cut', this.#site.name)
    await this.world.until('it is isolated', async () => {
      return (await this.world.node(this.node)).verdict === 'isolated'
    })
    const outside = '/api/v1/namespaces/kube-system/configmaps/none'
    await this.world.until('its agent knows it', async () => {
      const { err } = await this.local('get', '--raw', outside)
      return err.includes('cannot be reached from this node')
    })
  }

  /** Linked again, and the cloud knows. */
  async heal(): Promise<void> {
    await this.world.causeway('heal', this.#site.name)
    await this.world.until('it is healthy', async () => {
      return (await this.world.node(this.node)).verdict === 'healthy'
    })
  }

  /** Started again what was killed of it; its API answers. */
  async start(): Promise<void> {
    await this.world.causeway('start', this.node)
    await this.world.until('the local API answers', async () => {
      return (await this.local('get', '--raw', '/healthz')).out === 'ok'
    })
  }
}
