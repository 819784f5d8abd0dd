// Every subject there is: built and parsed here alone, for NATS (dots) and MQTT (slashes).
import { Fault } from '../src/kernel/fault.ts'
import { escapeToken, unescapeToken } from './tokens.ts'

/** The tokens of each subject after `cw.<cluster>.<family>`, in order. */
export const shapes = {
  beat: ['shard', 'node'],
  up: ['shard', 'node'],
  down: ['node'],
  feed: ['shard', 'scope', 'group', 'kind', 'namespace', 'name'],
  sync: ['shard', 'node'],
  guard: ['shard', 'node'],
  peer: ['site', 'node', 'topic'],
  tun: ['node', 'session', 'direction'],
  dev: ['node', 'device', 'topic'],
  events: ['kind', 'key'],
  log: ['kind', 'shard'],
  cloud: ['replica', 'topic'],
} as const

/** The topics under `peer`: a node's reports, what nodes say of their pods, and what the cloud says to it and of its feeds through a peer. */
export const peerTopics = { report: 'report', pods: 'pods', down: 'down', feed: 'feed' } as const

/** The topic under `peer` on which a node hands one relay what is for the cloud. */
export const carriedTopic = (relay: string): string => `carried-${relay}`

/** The name of a family of subjects. */
export type SubjectName = keyof typeof shapes

/** The tokens of one family; all are text (`shard` is decimal). */
export type SubjectTokens<N extends SubjectName> = Readonly<
  Record<(typeof shapes)[N][number], string>
>

/** A parsed subject: its family, cluster and tokens. */
export type Subject = {
  [N in SubjectName]: { readonly family: N; readonly cluster: string } & SubjectTokens<N>
}[SubjectName]

/** The subject of a family for these tokens. */
export function subjectOf<N extends SubjectName>(
  family: N,
  cluster: string,
  tokens: SubjectTokens<N>,
): string {
  return patternOf(family, cluster, tokens)
}

/** The pattern for subscribing: a token left out matches any. */
export function patternOf<N extends SubjectName>(
  family: N,
  cluster: string,
  tokens: Partial<SubjectTokens<N>>,
): string {
  const given: Readonly<Record<string, string | undefined>> = tokens
  const spelt = shapes[family].map((name) => {
    const token = given[name]
    return token === undefined ? '*' : escapeToken(token)
  })
  return ['cw', escapeToken(cluster), family, ...spelt].join('.')
}

/** Reads a subject back: MALFORMED when it is none of ours. */
export function parseSubject(text: string): Subject | Fault {
  const [root, cluster, family, ...rest] = text.split('.')
  const names = family !== undefined && isFamily(family) ? shapes[family] : undefined
  if (root !== 'cw' || names === undefined || rest.length !== names.length)
    return new Fault('MALFORMED', `expected a subject of Causeway, got ${JSON.stringify(text)}`)
  const tokens = [cluster ?? '', ...rest].map(unescapeToken)
  if (tokens.includes(undefined))
    return new Fault('MALFORMED', `expected escaped tokens, got ${JSON.stringify(text)}`)
  const subject: Record<string, unknown> = { family, cluster: tokens[0] }
  for (const [i, name] of names.entries()) subject[name] = tokens[i + 1]
  return subject as Subject
}

const isFamily = (text: string): text is SubjectName => Object.hasOwn(shapes, text)

/** Families whose messages may be lost: the next one says it again. */
const volatileFamilies: readonly string[] = ['beat', 'peer', 'tun', 'cloud'] satisfies SubjectName[]

/** Whether a message on this subject may be lost in silence; MQTT sends the others with QoS 1. */
export function isVolatile(subject: string): boolean {
  const [root, , family = ''] = subject.split('.', 3)
  return root === 'cw' && volatileFamilies.includes(family)
}
