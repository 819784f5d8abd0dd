// What a runtime says to a plugin in its environment.
import type { Attachment } from '../facts.ts'
import { cniCodes, isCniError, type CniError } from './errors.ts'

/** The environment of a process. */
export type Environment = Readonly<Record<string, string | undefined>>

/** What is attached or detached, as the environment names it. */
export function readAttachment(env: Environment): Attachment | CniError {
  const container = env['CNI_CONTAINERID'] ?? ''
  const name = env['CNI_IFNAME'] ?? ''
  if (!/^[a-z0-9][\w.-]*$/i.test(container) || container.length > 255)
    return wrong(`CNI_CONTAINERID of letters, digits, '_', '.' and '-', got "${container}"`)
  if (!isInterfaceName(name))
    return wrong(`CNI_IFNAME of 1 to 15 characters without '/', ':' and spaces, got "${name}"`)
  const named = readPod(env['CNI_ARGS'] ?? '', container)
  return isCniError(named) ? named : { ...named, interface: name, container }
}

/** The pod that is named in the arguments; what is no pod of Kubernetes is known by its container alone. */
function readPod(
  text: string,
  container: string,
): Pick<Attachment, 'namespace' | 'pod' | 'uid'> | CniError {
  const pairs = readArgs(text)
  if (pairs === undefined) return wrong(`CNI_ARGS as NAME=VALUE;NAME=VALUE, got "${text}"`)
  const namespace = pairs.get('K8S_POD_NAMESPACE') ?? ''
  const pod = pairs.get('K8S_POD_NAME') ?? ''
  if ((namespace === '') !== (pod === ''))
    return wrong('K8S_POD_NAMESPACE and K8S_POD_NAME in CNI_ARGS, or neither, got one')
  if (pod === '') return { namespace, pod: container }
  const uid = pairs.get('K8S_POD_UID')
  return uid === undefined ? { namespace, pod } : { namespace, pod, uid }
}

/** `A=b;C=d`; undefined when it is anything else. */
function readArgs(text: string): ReadonlyMap<string, string> | undefined {
  const pairs = text.split(';').filter((pair) => pair !== '')
  if (!pairs.every((pair) => /^[^=]+=/.test(pair)) || text.length > 4_096) return undefined
  return new Map(
    pairs.map((pair) => {
      const at = pair.indexOf('=')
      return [pair.slice(0, at), pair.slice(at + 1)]
    }),
  )
}

const isInterfaceName = (name: string): boolean =>
  /^[^/:\s]{1,15}$/.test(name) && name !== '.' && name !== '..'

/** An error about the environment. */
export const wrong = (text: string): CniError => ({
  code: cniCodes.environmentInvalid,
  msg: `expected ${text}`,
})
