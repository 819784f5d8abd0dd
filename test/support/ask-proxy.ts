// A request through an HTTP proxy, as curl -x makes it.
import { request } from 'node:http'

/** `STATUS TEXT` of what is answered to a GET, or to a POST of `body`. */
export function askThrough(proxy: URL, url: string, body?: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const { hostname: host, port } = proxy
    const method = body === undefined ? 'GET' : 'POST'
    const headers = { 'proxy-connection': 'keep-alive', connection: 'close' }
    const call = request({ host, port, method, path: url, headers, timeout: 30_000 }, (answer) => {
      let text = `${answer.statusCode} `
      answer.on('data', (bytes: Buffer) => (text += bytes.toString()))
      answer.on('end', () => resolve(text))
      answer.on('error', reject)
    })
    call.on('timeout', () => call.destroy(new Error(`${url}: no answer of ${proxy.host}`)))
    call.on('error', reject)
    call.end(body)
  })
}
