// Who is at the other end of a connection, as far as the connection tells.
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { Peer } from '../http.ts'

/** What a certificate is refused for that was right once, or will be. */
const ofTime: readonly string[] = ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']

/** The peer of a socket; its certificate only if it was verified. */
export function peerOf(socket: Socket): Peer {
  const address = socket.remoteAddress ?? ''
  if (!(socket instanceof TLSSocket)) return { address }
  if (!socket.authorized) {
    const shown = ofTime.includes(String(socket.authorizationError))
    return shown ? { address, shown: socket.getPeerCertificate().raw } : { address }
  }
  // The types promise single names; a subject may have several.
  const { subject: names, raw } = socket.getPeerCertificate()
  const subject = names as unknown as Readonly<Record<string, string | readonly string[]>>
  const [commonName = ''] = textsOf(subject?.['CN'])
  const organizations = textsOf(subject?.['O'])
  return { address, certificate: { commonName, organizations, der: raw } }
}

const textsOf = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value
