// A kubeconfig (or the Pod's own service account) as the target of an HTTP client.
import { readFileSync } from 'node:fs'
import type { AgentOptions } from 'node:https'
import { dirname } from 'node:path'
import { KubeConfig } from '@kubernetes/client-node'
import { Fault } from '../../src/kernel/fault.ts'

/** Who asks, for a while. */
export interface KubeCredentials {
  readonly headers: Readonly<Record<string, string>>
  readonly tls: AgentOptions
}

/** An API server and how to speak to it. */
export interface KubeTarget {
  readonly url: string
  readonly credentials: (done: (outcome: KubeCredentials | Fault) => void) => void
}

/** Credentials are read again after this long: tokens and exec plugins renew theirs. */
const credentialsMs = 30_000

/** The target of a kubeconfig file's current context; CONFIG_INVALID says what is wrong with the file. */
export function readKubeconfig(file: string): KubeTarget | Fault {
  const config = new KubeConfig()
  try {
    config.loadFromString(readFileSync(file, 'utf8'))
    config.makePathsAbsolute(dirname(file))
  } catch (error) {
    // The library reads fields of whatever the text holds.
    const came = error instanceof TypeError ? 'something else' : textOf(error)
    return invalid(file, `expected a kubeconfig, came: ${came}`)
  }
  return targetOf(config, file)
}

/** The target that a Pod is given by its service account; undefined outside a cluster. */
export function inClusterTarget(): KubeTarget | Fault | undefined {
  if (process.env['KUBERNETES_SERVICE_HOST'] === undefined) return undefined
  const config = new KubeConfig()
  config.loadFromCluster()
  return targetOf(config, 'the service account of this Pod')
}

function targetOf(config: KubeConfig, file: string): KubeTarget | Fault {
  const wrong = wrongWith(config)
  if (wrong !== undefined) return invalid(file, wrong)
  const cluster = config.getCurrentCluster()
  if (cluster === null) return invalid(file, 'its context names no cluster')
  // The library refuses plain http unless told that nobody will verify anything.
  if (cluster.server.startsWith('http:')) Object.assign(cluster, { skipTLSVerify: true })
  return { url: cluster.server, credentials: cached(config, file) }
}

/** What is wrong with the current context, if anything. */
function wrongWith(config: KubeConfig): string | undefined {
  const name = config.getCurrentContext()
  const context = name ? config.getContextObject(name) : null
  if (context === null) return `expected a current-context that exists, came ${name ?? 'none'}`
  const cluster = config.getCluster(context.cluster)
  if (cluster === null) return `expected the cluster ${context.cluster} of its context, came none`
  if (config.getUser(context.user) === null) {
    return `expected the user ${context.user} of its context, came none`
  }
  if (!URL.canParse(cluster.server) || !/^https?:/.test(cluster.server)) {
    return `expected a server http(s)://…, came ${cluster.server}`
  }
  return cluster.proxyUrl ? 'it names a proxy-url, which Causeway does not support' : undefined
}

function cached(config: KubeConfig, file: string): KubeTarget['credentials'] {
  let last: KubeCredentials | undefined
  let tls: AgentOptions = {}
  let readAt = -Infinity
  let waiting: ((outcome: KubeCredentials | Fault) => void)[] = []

  const answer = (outcome: KubeCredentials | Fault) => {
    last = outcome instanceof Fault ? undefined : outcome
    readAt = performance.now()
    for (const done of waiting.splice(0)) done(outcome)
  }
  return (done) => {
    if (last !== undefined && performance.now() - readAt < credentialsMs) return done(last)
    waiting = [...waiting, done]
    if (waiting.length > 1) return
    void readCredentials(config).then(
      (fresh) => {
        if (!sameTls(tls, fresh.tls)) tls = fresh.tls
        answer({ headers: fresh.headers, tls })
      },
      (error: unknown) => answer(invalid(file, `its credentials cannot be had: ${textOf(error)}`)),
    )
  }
}

async function readCredentials(config: KubeConfig): Promise<KubeCredentials> {
  const options: AgentOptions & { headers?: Record<string, string>; auth?: string } = {}
  await config.applyToHTTPSOptions(options)
  const { ca, cert, key, rejectUnauthorized, servername, headers = {}, auth } = options
  const basic = auth === undefined ? {} : { Authorization: `Basic ${btoa(auth)}` }
  const all = Object.entries({ ...basic, ...headers })
  const material = { ca, cert, key, rejectUnauthorized, servername }
  const given = Object.entries(material).filter(([, value]) => value !== undefined)
  return {
    headers: Object.fromEntries(all.map(([name, value]) => [name.toLowerCase(), value])),
    tls: Object.fromEntries(given),
  }
}

const sameTls = (a: AgentOptions, b: AgentOptions) => JSON.stringify(a) === JSON.stringify(b)

const invalid = (file: string, what: string) =>
  new Fault('CONFIG_INVALID', `${file}: ${what}; give a kubeconfig that kubectl accepts`)

const textOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
