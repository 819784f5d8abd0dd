// The tables of applications before an API server: what they need is made there, and taken away again.
import { openHttpClient } from '../../bus/adapters/http-client.ts'
import { systemClock } from '../../bus/adapters/system-clock.ts'
import type { HttpAnswer, HttpClient } from '../../bus/http.ts'
import { readKubeconfig } from '../../cloud/adapters/kubeconfig.ts'
import { installDefinitions } from '../../cloud/install-definitions.ts'
import { kubeCall } from '../../cloud/kube-call.ts'
import type { KubeRequest } from '../../cloud/kube-call.ts'
import { collectionPath, objectPath } from '../../cloud/kube-paths.ts'
import { definitions } from '../../schemas/crds/all.ts'
import type { AppKind } from '../../src/apps/dialect.ts'
import { doneOf, outcomeOf, poll } from '../../src/cli/promise.ts'
import { Fault, isFault } from '../../src/kernel/fault.ts'
import { random } from '../../src/kernel/random.ts'
import { part } from '../../src/objects/fields.ts'
import { builtinKinds } from '../../src/objects/kinds/builtin.ts'
import { kindsOfDefinition } from '../../src/objects/kinds/definition.ts'
import { groupVersion } from '../../src/objects/kinds/registry.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { namespace, nodes, pools } from '../apps/tables/row.ts'
import { appsAlone } from './apps-alone.ts'

const patienceMs = 120_000

const kinds: readonly AppKind[] = [...builtinKinds, ...definitions.flatMap(kindsOfDefinition)]

/** The kind of an object, as API servers serve it. */
function kindOf({ apiVersion, kind }: KubeObject): AppKind {
  const found = kinds.find(
    (it) => it.kind === kind && groupVersion(it.group, it.version) === apiVersion,
  )
  if (found === undefined) throw new Error(`no kind ${apiVersion} ${kind}`)
  return found
}

const targetOf = (object: KubeObject) => ({
  ...kindOf(object),
  namespace: object.metadata.namespace ?? '',
  name: object.metadata.name,
})

const home: KubeObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }

/** A server with the shipped controllers of applications before it. */
export class TablesServer {
  readonly #http: HttpClient & { readonly close: () => void }
  readonly #apps
  /** Definitions that were not there before. */
  #installed: readonly KubeObject[] = []
  /** Children that were written, each time by its path. */
  readonly writes: string[] = []

  constructor(kubeconfig: string) {
    const target = readKubeconfig(kubeconfig)
    if (isFault(target)) throw target
    this.#http = openHttpClient(target)
    this.#apps = appsAlone({ request: (...asked) => this.#counted(...asked) }, random('tables'))
  }

  /** Makes what tables need; what an earlier run left goes first. */
  async begin(): Promise<void> {
    await this.#clear()
    const there = await Promise.all(definitions.map((each) => this.#get(each)))
    this.#installed = definitions.filter((_, at) => there[at] === undefined)
    const ports = { kube: this.#http, clock: systemClock, random: random('tables'), tap: () => {} }
    await doneOf((done) => void installDefinitions(ports, definitions, done))
    for (const definition of definitions)
      await this.#until(async () => {
        const found = await this.#get(definition)
        return JSON.stringify(part(found ?? {}, 'status')).includes('"Established"')
      }, `the definition ${definition.metadata.name} is established`)
    for (const object of [home, ...nodes, ...pools]) await this.make(object)
    await outcomeOf<undefined>((done) => this.#apps.start(done))
  }

  /** Takes away all that was made. */
  async end(): Promise<void> {
    await doneOf((done) => this.#apps.stop(done))
    await this.#clear()
    for (const definition of this.#installed) await this.#delete(definition)
    this.#http.close()
  }

  /** Creates an object. */
  make(object: KubeObject): Promise<KubeObject> {
    const path = collectionPath(targetOf(object))
    return this.#call({ method: 'POST', path, body: { json: object } })
  }

  /** All objects of these kinds that lie in the tables' namespace. */
  async found(like: readonly KubeObject[]): Promise<readonly KubeObject[]> {
    const paths = new Set(like.map((object) => collectionPath(targetOf(object))))
    const lists = await Promise.all([...paths].map((path) => this.#call({ method: 'GET', path })))
    return lists.flatMap((list) => {
      const { apiVersion, kind, items } = list as KubeObject & { readonly items: KubeObject[] }
      // Items of a list say neither.
      return items.map((item) => ({ ...item, apiVersion, kind: kind.replace(/List$/, '') }))
    })
  }

  async #clear(): Promise<void> {
    const all = [home, ...pools, ...nodes]
    for (const object of all) await this.#delete(object)
    for (const object of all)
      await this.#until(
        async () => (await this.#get(object)) === undefined,
        `${object.kind} ${object.metadata.name} is gone`,
      )
  }

  async #delete(object: KubeObject): Promise<void> {
    const outcome = await this.#answer({ method: 'DELETE', path: objectPath(targetOf(object)) })
    if (isFault(outcome) && outcome.code !== 'NOT_FOUND') throw outcome
  }

  async #get(object: KubeObject): Promise<KubeObject | undefined> {
    const outcome = await this.#answer({ method: 'GET', path: objectPath(targetOf(object)) })
    if (!isFault(outcome)) return outcome
    if (outcome.code === 'NOT_FOUND') return undefined
    throw outcome
  }

  async #call(request: KubeRequest): Promise<KubeObject> {
    const outcome = await this.#answer(request)
    if (isFault(outcome)) throw new Fault(outcome.code, `${request.path}: ${outcome.message}`)
    return outcome
  }

  #answer(request: KubeRequest): Promise<KubeObject | Fault> {
    return new Promise((answered) => {
      kubeCall({ kube: this.#http, clock: systemClock }, request, answered)
    })
  }

  async #until(holds: () => Promise<boolean>, what: string): Promise<void> {
    const isSo = await poll(async () => ((await holds()) ? true : undefined), patienceMs)
    if (isSo !== true) throw new Error(`not within ${patienceMs} ms: ${what}`)
  }

  /** What an app keeps of its earlier manifests is no child. */
  #counted(...[request, answer]: Parameters<HttpClient['request']>) {
    const [path = '', query = ''] = request.path.split('?')
    const isChild = path.includes(`/namespaces/${namespace}/`) && query.includes('force=true')
    const isCounted = isChild && !path.includes('/controllerrevisions/')
    const head: HttpAnswer['head'] = (status, headers) => {
      if (isCounted && status < 300) this.writes.push(path)
      answer.head(status, headers)
    }
    return this.#http.request(request, { ...answer, head })
  }
}
