// What somebody without keys can send to a cloud and its edges, by who must refuse it.
import { encodeBatch, type Batch } from '../../schemas/batch.ts'
import { encodeBeat } from '../../schemas/beat.ts'
import { encodeDown, type Down } from '../../schemas/down.ts'
import { sealSigned } from '../../schemas/signed.ts'
import { subjectOf } from '../../schemas/subjects.ts'
import type { Message } from '../../bus/transport.ts'
import type { Beat } from '../../src/health/words.ts'
import {
  epoch,
  incarnation,
  nodeId,
  producerId,
  round,
  sequence,
  siteId,
} from '../../src/kernel/ids.ts'
import { random, type Random } from '../../src/kernel/random.ts'
import { keyring } from '../support/small-cloud.ts'

/** The two nodes of the flooded site. */
export const nodes = ['f-1', 'f-2'] as const
/** The name of either node. */
export type Node = (typeof nodes)[number]

/** Bytes that the two really said or were told. */
export type Overheard = Readonly<Record<Node, Uint8Array>>

/** What each edge must say of the flood. */
export const edgeSays = [
  'message of the cloud refused',
  'message for another node',
  'report unreadable',
  'report of another node',
]

/** Names that mean something to a bus, a shell or a file system. */
const hostileNames = [
  'a.b',
  '*',
  '>',
  '/',
  '+',
  '#',
  '%',
  ' ',
  '',
  '$SYS',
  '../../etc',
  'x'.repeat(253),
]
/** Tokens that nobody of ours spells. */
const brokenTokens = ['a%2', '%zz', '%00%', 'ü%c3']

const cluster = 'default'
const stranger = keyring()
const other = (node: Node): Node => (node === 'f-1' ? 'f-2' : 'f-1')
const beatTo = (node: string): string => subjectOf('beat', cluster, { shard: '0', node })
const upTo = (node: string): string => subjectOf('up', cluster, { shard: '0', node })
const downTo = (node: string): string => subjectOf('down', cluster, { node })
const reportOf = (node: string): string =>
  subjectOf('peer', cluster, { site: 'f', node, topic: 'report' })

function times<T>(count: number, make: (i: number) => T): readonly T[] {
  return Array.from({ length: count }, (_, i) => make(i))
}

/** Noise, and text that looks like something. */
function garbage(draw: Random, count: number): readonly Uint8Array[] {
  const noise = (length: number): Uint8Array => Uint8Array.from({ length }, () => draw.below(256))
  const texts = ['{"node":"f-1"}', 'PUB x 5\r\nhello\r\n', '\0', '../../etc/passwd']
  return [
    ...times(count, () => noise(1 + draw.below(300))),
    ...texts.map((text) => new TextEncoder().encode(text)),
  ]
}

/** More than anything of ours may have, and less than buses take. */
const oversized = times(3, () => new Uint8Array(900_000))

/** The same bytes with one bit turned, each time another. */
function bent(bytes: Uint8Array, draw: Random, count: number): readonly Uint8Array[] {
  return times(count, () => {
    const turned = Uint8Array.from(bytes)
    const at = draw.below(bytes.length)
    turned[at] = (turned[at] ?? 0) ^ (1 << draw.below(8))
    return turned
  })
}

const batchOf = (node: string, more: Partial<Batch> = {}): Uint8Array =>
  encodeBatch({
    producer: producerId(`node/${node}`),
    lane: 'state',
    epoch: epoch(1),
    from: sequence(1),
    previousChain: new Uint8Array(32),
    chain: new Uint8Array(32),
    envelopes: [],
    ...more,
  })

const signed = (context: 'batch' | 'down' | 'peer', signer: string, bytes: Uint8Array) =>
  sealSigned({ context, signer }, bytes, stranger.sign)

/** On `beat` and `up`: the cloud must refuse each of them and count it. */
export function againstCloud(beats: Overheard): readonly Message[] {
  const draw = random('flood the cloud')
  const noise = [...nodes, ...hostileNames].flatMap((name) => {
    const known = nodes.includes(name as Node)
    const all = [...garbage(draw.fork(name), known ? 100 : 5), ...(known ? oversized : [])]
    return all.flatMap((bytes) => [
      { subject: beatTo(name), bytes },
      { subject: upTo(name), bytes },
    ])
  })
  const misspelt = brokenTokens.map((token) => ({
    subject: `cw.${cluster}.beat.0.${token}`,
    bytes: beats['f-1'],
  }))
  const foreign = nodes.flatMap((node) => [
    ...times(50, () => ({ subject: beatTo(node), bytes: beats[other(node)] })),
    ...wronglySignedBatches(node).map((bytes) => ({ subject: upTo(node), bytes })),
  ])
  return [...noise, ...misspelt, ...foreign]
}

function wronglySignedBatches(node: Node): readonly Uint8Array[] {
  const batch = batchOf(node)
  const lies = [
    signed('batch', `node/${node}`, batch),
    signed('down', `node/${node}`, batch),
    signed('batch', 'node/nobody', batchOf('nobody')),
    signed('batch', `node/${other(node)}`, batch),
    signed('batch', 'cloud/a', batch),
    signed('batch', `node/${node}`, batchOf(node, { envelopes: [new Uint8Array(250_000)] })),
  ]
  return times(20, () => lies).flat()
}

/** On `down`: the edges must refuse each of them. */
export function againstEdges(downs: Overheard): readonly Message[] {
  const draw = random('flood the edges')
  return nodes.flatMap((node) => {
    const lies = downLies(node).map((down) => signed('down', 'cloud/a', encodeDown(down)))
    const all = [
      ...garbage(draw.fork(node), 100),
      ...oversized,
      ...bent(downs[node], draw, 100),
      ...times(50, () => downs[other(node)]),
      ...times(20, () => lies).flat(),
      signed('batch', 'cloud/a', batchOf(node)),
    ]
    return all.map((bytes) => ({ subject: downTo(node), bytes }))
  })
}

/** What a stranger would like a node to believe. */
function downLies(node: Node): readonly Down[] {
  const lane = { producer: producerId(`node/${node}`), lane: 'state', epoch: epoch(1) } as const
  return [
    { kind: 'rebirth', node: nodeId(node), above: incarnation(1_000) },
    { kind: 'applied', ...lane, upTo: sequence(1_000_000), chain: new Uint8Array(32) },
    { kind: 'want', ...lane, after: sequence(0) },
    {
      kind: 'assignment',
      assignment: { node: nodeId(node), site: siteId('elsewhere'), shard: 1, members: [] },
      cloudKey: stranger.publicKeys.sign,
    },
  ]
}

/** On the LAN broker of `node`: the other node, which listens there, must refuse each of them. */
export function againstPeer(node: Node, reports: Overheard): readonly Message[] {
  const draw = random(`flood the broker of ${node}`)
  return [...garbage(draw, 100), ...oversized, ...times(50, () => reports[other(node)])].map(
    (bytes) => ({
      subject: reportOf(node),
      bytes,
    }),
  )
}

/** Where nobody listens, or what changes nothing: none of it may do anything. */
export function againstNobody(reports: Overheard): readonly Message[] {
  const draw = random('flood nobody')
  const bytes = garbage(draw, 10)
  const subjects = [
    ...['sync.0.f-1', 'nothing.at.all', 'feed.0.all.g.k.n.x', 'beat', 'down', 'up.0', 'log.x.0'],
    ...['events.verdict-reached.f-1', 'tun.f-1.1.up', 'dev.f-1.d.t', 'peer.f.f-1.other'],
  ].map((rest) => `cw.${cluster}.${rest}`)
  const elsewhere = ['cw.other.beat.0.f-1', 'cw', 'x', 'cw.default.x'.repeat(9)]
  return [
    ...[...subjects, ...elsewhere].flatMap((subject) =>
      bytes.map((each) => ({ subject, bytes: each })),
    ),
    ...nodes.map((node) => ({ subject: reportOf(node), bytes: reports[other(node)] })),
    ...times(300, (i) => ({ subject: beatTo(`nobody-${i}`), bytes: encodeBeat(strangersBeat(i)) })),
  ]
}

/** A beat as it should be, of a node that Kubernetes does not know. */
const strangersBeat = (i: number): Beat => ({
  node: nodeId(`nobody-${i}`),
  site: siteId('f'),
  incarnation: incarnation(1),
  round: round(1),
  kubelet: 'ok',
  birth: true,
  introduction: {
    lan: '127.0.0.1:1',
    kubelet: '127.0.0.1:1',
    version: 'x'.repeat(200),
    signKey: stranger.publicKeys.sign,
    sealKey: stranger.publicKeys.seal,
  },
  assignment: 0,
  stateEpoch: 1,
  stateLast: 1,
  ballots: [],
  ask: 1,
})

/** Bytes of no protocol, and announcements of more than anybody takes, for a socket. */
export function rawGarbage(): readonly Uint8Array[] {
  const draw = random('flood a socket')
  const text = new TextEncoder()
  const connect = [0x10, 13, 0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 2, 0, 60, 0, 1, 0x78]
  const publish = [0x30, 0xff, 0xff, 0xff, 0x7f, 0, 1, 0x78]
  return [
    Uint8Array.from({ length: 5_000 }, () => draw.below(256)),
    Uint8Array.from([...connect, ...publish, ...new Uint8Array(1_500_000)]),
    text.encode(`CONNECT {}\r\nPUB cw.default.up.0.f-1 99999999\r\n${'x'.repeat(1_500_000)}`),
    text.encode(`GET / HTTP/1.1\r\nHost: ${'x'.repeat(100_000)}\r\n\r\n`),
  ]
}
