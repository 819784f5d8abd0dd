// The LAN sessions of a node: a connection to the broker of each peer it hears, its reports, and what it wants carried.
import { parseAddress } from '../bus/address.ts'
import type { Lan } from '../bus/lan.ts'
import type { Message, Transport } from '../bus/transport.ts'
import { decodeReport } from '../schemas/report.ts'
import { carriedTopic, patternOf, peerTopics } from '../schemas/subjects.ts'
import type { Member, Report } from '../src/health/words.ts'
import { isFault } from '../src/kernel/fault.ts'
import type { NodeId } from '../src/kernel/ids.ts'
import type { Door } from '../bus/door.ts'

/** What the sessions stand on. */
export interface LanSessionParts {
  readonly lan: Lan
  /** The own LAN host, where outgoing connections come from. */
  readonly from: string
  readonly cluster: string
  /** The node whose sessions these are. */
  readonly self: NodeId
  readonly door: Door
  /** A report of the peer whose broker the session belongs to. */
  readonly heard: (report: Report) => void
  /** What that peer says of pods, its own and others'. */
  readonly pods: (node: NodeId, bytes: Uint8Array) => void
  /** What that peer hands to this node for the cloud. */
  readonly carried: (node: NodeId, bytes: Uint8Array) => void
}

/** Connections to peers' brokers. */
export interface LanSessions {
  /** Sets whom to hear; sessions to others, or to an old address, end. Once closed, nobody is dialled. */
  readonly set: (peers: readonly Member[]) => void
  /** Says something on the broker of a peer. */
  readonly say: (node: NodeId, subject: string, bytes: Uint8Array) => void
  readonly close: (done: () => void) => void
}

interface Session {
  readonly address: string
  readonly transport: Transport
}

/** No session yet. */
export function openLanSessions(parts: LanSessionParts): LanSessions {
  const sessions = new Map<NodeId, Session>()
  let closed = false
  const drop = (node: NodeId, done: () => void): void => {
    const session = sessions.get(node)
    sessions.delete(node)
    if (session === undefined) done()
    else session.transport.close(done)
  }
  const dial = ({ node, lan }: Member): void => {
    const to = parseAddress(lan)
    if (to === undefined) return parts.door.refuse('lan address unreadable', { node, lan })
    const transport = parts.lan.dial(to, parts.from)
    const on = (topic: string): string => patternOf('peer', parts.cluster, { node, topic })
    transport.subscribe(on(peerTopics.report), (message) => hear(parts, node, message))
    transport.subscribe(on(peerTopics.pods), ({ bytes }) => parts.pods(node, bytes))
    transport.subscribe(on(carriedTopic(parts.self)), ({ bytes }) => parts.carried(node, bytes))
    sessions.set(node, { address: lan, transport })
  }
  return {
    set: (peers) => {
      if (closed) return
      const wanted = new Map(peers.map((peer) => [peer.node, peer]))
      for (const [node, { address }] of sessions) {
        if (wanted.get(node)?.lan !== address) drop(node, () => {})
      }
      for (const peer of peers) if (!sessions.has(peer.node)) dial(peer)
    },
    say: (node, subject, bytes) => sessions.get(node)?.transport.publish(subject, bytes),
    close: (done) => {
      let open = 1
      const ended = (): void => {
        open -= 1
        if (open === 0) done()
      }
      closed = true
      for (const node of sessions.keys()) {
        open += 1
        drop(node, ended)
      }
      ended()
    },
  }
}

/** Only the peer itself is heard on its own broker. */
function hear(parts: LanSessionParts, node: NodeId, message: Message): void {
  const report = decodeReport(message.bytes)
  if (isFault(report)) return parts.door.refuse('report unreadable', { node, code: report.code })
  if (report.node !== node) return parts.door.refuse('report of another node', { node })
  parts.heard(report)
}
