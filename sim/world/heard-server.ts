// A node's server whose requests and answers are heard, as its clients hear them.
import type { HttpReply, HttpRequest, HttpServer } from '../../bus/http.ts'
import { lineSplitter } from '../../bus/line-splitter.ts'
import { joined } from '../../src/kernel/bytes.ts'
import type { NodeId } from '../../src/kernel/ids.ts'
import { requestInfo } from '../../src/objects/request/info.ts'
import type { ResourceRequest } from '../../src/objects/request/info.ts'
import type { NodeEars, Said } from './node-ears.ts'

type Ears = Pick<NodeEars, 'asked' | 'said'>

/** No line of a watch is longer. */
const lineBytesMax = 8 << 20

/** The same server. What is about no resource is nobody's concern. */
export function heardServer(server: HttpServer, node: NodeId, ears: Ears): HttpServer {
  const heard = (request: HttpRequest, reply: HttpReply): HttpReply => {
    const info = requestInfo(request.method, request.path)
    if (info.about !== 'resource') return reply
    ears.asked({ node, info, body: request.body })
    const watch = info.verb === 'watch' ? {} : undefined
    return heardReply(
      reply,
      (status, bytes) => ears.said({ node, info, status, bytes, watch }),
      info,
    )
  }
  return {
    listen: (at, handle, done) =>
      server.listen(
        at,
        (request, reply, peer) => handle(request, heard(request, reply), peer),
        done,
      ),
  }
}

function heardReply(
  reply: HttpReply,
  say: (status: Said['status'], bytes: Uint8Array) => void,
  { verb }: ResourceRequest,
): HttpReply {
  const send: HttpReply['send'] = (status, headers, body) => {
    say(status, body)
    reply.send(status, headers, body)
  }
  const stream: HttpReply['stream'] = (status, headers, handlers) => {
    const streamed = reply.stream(status, headers, handlers)
    const chunks: Uint8Array[] = []
    const lines = lineSplitter(lineBytesMax, {
      line: (bytes) => say(status, bytes),
      tooLong: () => undefined,
    })
    const take = verb === 'watch' ? lines : (bytes: Uint8Array) => void chunks.push(bytes.slice())
    return {
      ...streamed,
      write: (bytes) => {
        take(bytes)
        return streamed.write(bytes)
      },
      end: () => {
        if (verb !== 'watch') say(status, joined(chunks))
        streamed.end()
      },
    }
  }
  return { ...reply, send, stream }
}
