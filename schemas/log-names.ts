// The names of logs, as JetStream streams and their subjects.
import { isFault } from '../src/kernel/fault.ts'
import { parseSubject, subjectOf } from './subjects.ts'

/** A log of one shard: what producers sent up, or the feed that goes down. */
export type LogKind = 'LOG' | 'FEED'

/** The stream of a log, and the one subject that it stores. */
export function logStream(kind: LogKind, cluster: string, shard: number) {
  const safe = cluster.replace(/[^A-Za-z0-9-]/g, (c) => `_${c.charCodeAt(0).toString(16)}_`)
  return {
    stream: `${kind}_${safe}_${shard}`,
    subject: subjectOf('log', cluster, { kind, shard: String(shard) }),
  }
}

/** What hears of every append to a log of a cluster: each incarnation of a log has one more token of its own. */
export const appendsPattern = (kind: LogKind, cluster: string): string =>
  [...subjectOf('log', cluster, { kind, shard: '0' }).split('.').slice(0, -1), '>'].join('.')

/** The shard whose log was appended to; undefined for any other subject. */
export function shardOfAppend(subject: string): number | undefined {
  const at = parseSubject(subject.split('.').slice(0, 5).join('.'))
  return isFault(at) || at.family !== 'log' ? undefined : Number(at.shard)
}
