// The door of a running `up`: takes the network for it alone, and starts again what was killed.
import { createServer, type Server } from 'node:http'
import { networks, ports } from './plan.ts'

/** Takes the first free loopback network 127.<net>: the one whose control door can be opened. */
export async function takeNetwork(): Promise<{ net: number; server: Server }> {
  for (const net of networks) {
    const server = createServer()
    if (await listens(server, `127.${net}.0.1`)) return { net, server }
  }
  throw new Error(
    'all loopback networks 127.77 to 127.123 are taken by other `up`s; stop one of them',
  )
}

function listens(server: Server, host: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false)
      else reject(error)
    })
    server.listen({ host, port: ports.control }, () => resolve(true))
  })
}

/** Answers `POST /start/<name>` with what was started, or with the error's message. */
export function serveStart(
  server: Server,
  start: (name: string) => Promise<readonly string[]>,
): void {
  server.on('request', (request, reply) => {
    const name = /^\/start\/([^/]+)$/.exec(request.url ?? '')?.[1]
    if (request.method !== 'POST' || name === undefined) {
      reply.writeHead(404).end('{"message":"expected POST /start/NAME"}')
      return
    }
    start(decodeURIComponent(name)).then(
      (started) => reply.end(JSON.stringify({ started })),
      (error: Error) => reply.writeHead(400).end(JSON.stringify({ message: error.message })),
    )
  })
}
