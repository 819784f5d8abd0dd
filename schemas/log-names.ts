// The names of logs, as JetStream streams and their subjects.
import { subjectOf } from './subjects.ts'

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
