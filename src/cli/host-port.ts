// `host:port` texts, as flags and files carry them.
import { UsageError } from './exit.ts'

/** Splits `host:port`; `[::1]:80` too. */
export function splitHostPort(text: string): { host: string; port: number } {
  const at = text.lastIndexOf(':')
  const host = text.slice(0, at).replace(/^\[(.*)\]$/, '$1')
  const port = Number(text.slice(at + 1))
  if (at < 1 || !Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new UsageError(`expected HOST:PORT such as 127.0.0.1:7070, got "${text}"`)
  }
  return { host, port }
}
