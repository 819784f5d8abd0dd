// One call of a plugin: from environment and standard input to a question, and from the answer to what is printed.
import type { AddressAnswer, AddressAsk } from '../ask.ts'
import type { Attachment } from '../facts.ts'
import { readNetwork, type NetworkConfig } from './config.ts'
import { readAttachment, wrong, type Environment } from './environment.ts'
import { cniCodes, isCniError, type CniError } from './errors.ts'
import { cniVersions, newestCni } from './versions.ts'

/** What is to be asked where, in which version of CNI. */
export interface CniCall {
  readonly version: string
  readonly socket: string
  readonly ask: AddressAsk
}

/** What a plugin prints, and its exit code. */
export interface Printed {
  readonly text: string
  readonly exitCode: 0 | 1
}

/** Reads a call, but for `VERSION`, which asks nobody. */
export function readCall(env: Environment, stdin: string): CniCall | CniError {
  const command = env['CNI_COMMAND'] ?? ''
  if (!['ADD', 'DEL', 'CHECK', 'GC', 'STATUS'].includes(command))
    return wrong(`CNI_COMMAND as ADD, DEL, CHECK, GC, STATUS or VERSION, got "${command}"`)
  if (command !== 'DEL' && namesSandbox(command) && (env['CNI_NETNS'] ?? '') === '')
    return wrong('CNI_NETNS to name the network namespace, got none')
  const attachment = namesSandbox(command) ? readAttachment(env) : undefined
  if (attachment !== undefined && isCniError(attachment)) return attachment
  const network = readNetwork(stdin)
  if (isCniError(network)) return network
  const { version, socket } = network
  return { version, socket, ask: askOf(command, attachment, network) }
}

const namesSandbox = (command: string): boolean => command !== 'GC' && command !== 'STATUS'

function askOf(
  command: string,
  attachment: Attachment | undefined,
  { previous, attached }: NetworkConfig,
): AddressAsk {
  if (attachment === undefined)
    return command === 'GC' ? { kind: 'keep', attached } : { kind: 'status' }
  if (command === 'ADD') return { kind: 'add', attachment }
  if (command === 'DEL') return { kind: 'del', attachment }
  return { kind: 'check', attachment, addresses: previous }
}

/** What `VERSION` prints. */
export const printVersions = (): Printed =>
  printed({ cniVersion: newestCni, supportedVersions: cniVersions })

/** What an answer prints: a result, nothing, or an error. */
export function printAnswer(answer: AddressAnswer, version: string): Printed {
  if (answer.kind === 'refused') return printError(answer, version)
  if (answer.kind === 'done') return { text: '', exitCode: 0 }
  const ips = answer.addresses.map(({ address, gateway }) => ({
    ...(version.startsWith('0.') ? { version: address.includes(':') ? '6' : '4' } : {}),
    address,
    ...(gateway === undefined ? {} : { gateway }),
  }))
  const { routes } = answer
  return printed({ cniVersion: version, ips, ...(routes.length === 0 ? {} : { routes }) })
}

/** What an error prints. */
export function printError({ code, msg, details }: CniError, version = newestCni): Printed {
  const more = details === undefined ? {} : { details }
  return { ...printed({ cniVersion: version, code, msg, ...more }), exitCode: 1 }
}

/** The error where the agent cannot be asked. */
export const agentAway = (details: string): CniError => ({
  code: cniCodes.tryLater,
  msg: "the node's agent does not answer: try again later",
  details,
})

const printed = (json: object): Printed => ({ text: `${JSON.stringify(json)}\n`, exitCode: 0 })
