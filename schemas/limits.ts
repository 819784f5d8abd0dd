// Every bound of what crosses the wire, with its reason.

const kib = 1024

/** Bounds in bytes unless the name says otherwise. Decoders check them before they decode. */
export const limits = {
  /** A fact's body: far above any fact of health; two of them fit a batch. */
  bodyBytes: 256 * kib,
  /** A fact with its names and numbers. */
  envelopeBytes: 256 * kib + 4 * kib,
  /** A batch: below the 1 MiB payload that NATS servers accept unless told otherwise. */
  batchBytes: 768 * kib,
  /** Facts of one batch; the owner holds up to 64 batches of a producer. */
  batchFacts: 4_096,
  /** Anything under a signature: the largest entry of a log and its wrapper. */
  signedBytes: 776 * kib,
  /** A beat with six long-named ballots is about 4 KiB. */
  beatBytes: 16 * kib,
  /** Feeds that a node follows: all, its site's, its own. */
  feedsOfBeat: 3,
  /** A beat under a signature that rides in a peer's: such a beat with its signer's name. */
  relayedBeatBytes: 6 * kib,
  /** Beats that ride in one beat: a node observes six peers, a few more in uneven rings. */
  relayedBeats: 16,
  /** A beat with all that may ride in it. */
  beatWithRelayedBytes: 112 * kib,
  /** What a node hands to a peer for the cloud: the largest signed message and its wrapper. */
  carriedBytes: 768 * kib + 4 * kib,
  /** A report repeats what a node heard of a site: 6 ballots for each of 500 nodes. */
  reportBytes: 256 * kib,
  /** What a node says of its pods: some hundred with their labels. */
  podsToldBytes: 256 * kib,
  podsTold: 1_024,
  /** Of one pod that is told of: its addresses, labels, and named ports of its containers. */
  podAddresses: 16,
  podLabels: 128,
  podPorts: 256,
  /** Ballots of one beat or report. */
  ballots: 4_096,
  /** What the cloud says to one node; the largest is a site's list of members. */
  downBytes: 512 * kib,
  /** Members of one site in an assignment. */
  members: 2_048,
  /** Outcomes of writes in one message; the cloud tells the next once these are confirmed. */
  outcomes: 1_024,
  /** The last millisecond of which the microseconds are exact in a double: the year 2255. */
  wallMs: 9_007_199_254_740,
  /** A Kubernetes name. */
  nameLength: 253,
  /** The key of a label: a prefix and a name. */
  labelLength: 317,
  /** A fact's key, cause or producer: names joined. */
  keyLength: 1_024,
  /** A subject with all its tokens: NATS servers end a connection above 4 KiB of protocol line. */
  subjectBytes: 3_800,
  /** One entry of a log: the facts of the largest batch and what is kept about them, signed. */
  logEntryBytes: 776 * kib,
  /** Such an entry before it is signed. */
  logFactsBytes: 774 * kib,
  /** Facts of one entry: those of a batch, and what is kept about it. */
  logFacts: 8_192,
  /** What a replica says of itself. */
  replicaBytes: 4 * kib,
  /** A file that carries messages by hand; it is read and written whole. */
  carriedFileBytes: 512 * kib * kib,
  /** An object in a feed: API servers take requests of at most 3 MiB. */
  feedBodyBytes: 4_096 * kib,
  /** An object in a feed with its names. */
  feedFactBytes: 4_096 * kib + 8 * kib,
  /** A question about a feed: 4,096 sequences. */
  syncAskBytes: 64 * kib,
  /** An answer about a feed, put together: the largest object, or the keys of 64 buckets. */
  syncAnswerBytes: 6_144 * kib,
  /** One part of such an answer, and how many there are at most. */
  partBytes: 256 * kib,
  parts: 256,
  /** Facts of one page. */
  pageFacts: 4_096,
  /** Keys that an owner lists at once. */
  feedKeys: 65_536,
  /** What a node asks for its guard: two certificates, and what its callers wanted. */
  guardAskBytes: 96 * kib,
  /** One wish of a caller in it: his name, his groups and what he wants. */
  guardWishBytes: kib,
  /** The answer: certificates, decisions, and a cluster's key set. */
  guardAnswerBytes: 256 * kib,
  /** Wishes of callers in one question, and groups of one caller. */
  guardAccess: 64,
  guardGroups: 64,
  /** A signing request or a certificate with all its names. */
  certificateBytes: 8 * kib,
  /** A cluster's key set: some keys of 4,096 bits. */
  keySetBytes: 64 * kib,
  /** One payload on any transport, unless the server says less. */
  payloadBytes: 1_000 * kib,
} as const
