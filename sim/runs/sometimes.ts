// What a campaign must see happen at least once: every kind of deed, every verdict and every branch of recovery.

/** The marks that a trace must bear somewhere in a campaign of some hundred seeds. */
export const sometimes: readonly string[] = [
  ...['kill', 'start', 'cut', 'heal', 'part', 'join', 'stall', 'set-clock', 'disk', 'wipe'].map(
    (deed) => `deed ${deed}`,
  ),
  ...['link', 'reset', 'messages', 'drop', 'install'].map((deed) => `deed ${deed}`),
  ...['save', 'put-back', 'flip', 'apply', 'delete'].map((deed) => `deed ${deed}`),
  ...['compact', 'drop-watches', 'back-up', 'restore', 'busy', 'conflict', 'stale', 'well'].map(
    (how) => `deed api ${how}`,
  ),
  ...['expired', 'watch dropped', 'restored', 'busy', 'conflict', 'stale'].map(
    (what) => `kubernetes: ${what}`,
  ),
  ...['forget', 'stale', 'current', 'recreate', 'purge', 'roll-back'].map(
    (how) => `deed logs ${how}`,
  ),
  'edge of the previous version',
  // What a bus does when it has these flaws, as somebody was told upon whom they told.
  'bus lost acknowledged entries',
  'bus log forgot',
  'bus log was stale',
  ...['lost', 'repeated', 'late'].flatMap((what) => [
    `bus: a message ${what}`,
    `broker of a node: a message ${what}`,
  ]),
  ...['kubernetes', 'bus', 'cloud', 'edge', 'kubelet'].flatMap((role) => [
    `${role} killed, process`,
    `${role} killed, power`,
  ]),
  ...['healthy', 'isolated', 'failed'].map((verdict) => `fact ${verdict}`),
  'fact site-cut',
  'fact site-healed',
  'fact agent-lost',
  'fact agent-returned',
  'fact session-ended',
  'fact kubelet-changed',
  'fact link-changed',
  'fact peer-tallied',
  'fact epoch-began',
  'fact keys-forgotten',
  'fact owner-began',
  'fact log-seeded',
  'fact log-lost',
  // What nodes write alone, where they have a local API.
  'note kept',
  ...['write-accepted', 'write-replayed', 'write-conflicted', 'writes-settled'].map(
    (kind) => `fact ${kind}`,
  ),
  'node Unknown',
  'node tainted',
  'pod leaving',
]

/** Those that did not happen. */
export const neverHit = (marks: ReadonlyMap<string, number>): readonly string[] =>
  sometimes.filter((mark) => !marks.has(mark))
