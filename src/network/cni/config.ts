// The network configuration that a runtime streams to a plugin: only what matters to addresses is read.
import { cniCodes, type CniError } from './errors.ts'
import { cniVersions } from './versions.ts'

/** What a plugin needs of a network's configuration. */
export interface NetworkConfig {
  readonly version: string
  /** Where the node's agent answers. */
  readonly socket: string
  /** Addresses of the result that is to be checked. */
  readonly previous: readonly string[]
  /** What is still attached, told for a `GC`. */
  readonly attached: readonly { readonly container: string; readonly interface: string }[]
}

/** Where the agent answers unless `ipam.socket` names another place. */
export const standardSocket = '/run/causeway/ipam.sock'

/** The longest path that a socket may have. */
const pathBytesMax = 107

type Json = Readonly<Record<string, unknown>>

/** Reads a configuration: what is not JSON, of an unknown version or wrong in a field is an error of CNI. */
export function readNetwork(text: string): NetworkConfig | CniError {
  const json = parsed(text)
  if (json === undefined)
    return { code: cniCodes.undecodable, msg: 'expected a network configuration in JSON on stdin' }
  const version = json['cniVersion']
  if (typeof version !== 'string' || !cniVersions.includes(version)) {
    const details = `expected one of ${cniVersions.join(', ')}, got ${JSON.stringify(version)}`
    return { code: cniCodes.versionUnknown, msg: 'incompatible CNI versions', details }
  }
  const { name } = json
  if (typeof name !== 'string' || !/^[a-z0-9][\w.-]*$/i.test(name))
    return invalid(`the network's name of letters, digits, '_', '.' and '-'`, name)
  const ipam = json['ipam']
  if (!isJson(ipam)) return invalid('ipam as an object', ipam)
  const socket = ipam['socket'] ?? standardSocket
  if (typeof socket !== 'string' || !socket.startsWith('/') || socket.length > pathBytesMax)
    return invalid(`ipam.socket as an absolute path of at most ${pathBytesMax} bytes`, socket)
  return { version, socket, previous: previousOf(json), attached: attachedOf(json) }
}

const invalid = (text: string, got: unknown): CniError => ({
  code: cniCodes.configInvalid,
  msg: `expected ${text}, got ${JSON.stringify(got)}`,
})

function parsed(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isJson(value) ? value : undefined
  } catch {
    return undefined
  }
}

const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const listOf = (value: unknown): readonly Json[] =>
  Array.isArray(value) ? value.filter(isJson) : []

/** Addresses without the bits of their networks. */
function previousOf({ prevResult }: Json): readonly string[] {
  const ips = isJson(prevResult) ? listOf(prevResult['ips']) : []
  return ips.map(({ address }) => String(address).split('/', 1)[0] ?? '')
}

const attachedOf = (json: Json) =>
  listOf(json['cni.dev/valid-attachments']).map(({ containerID, ifname }) => ({
    container: String(containerID),
    interface: String(ifname),
  }))
