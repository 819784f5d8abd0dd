// Where a request to a proxy wants to go: the host, port and path of its URL.

/** What a proxy is asked for. */
export interface Target {
  /** In lower case, without a last dot or brackets. */
  readonly host: string
  readonly port: number
  /** As the URL has them, for the server's `Host`. */
  readonly authority: string
  readonly path: string
}

const form = /^http:\/\/((\[[0-9a-f:.]+\]|[^/?#@:[\]\s]+)(?::(\d{1,5}))?)(\/[^#\s]*|\?[^#\s]*)?$/i

/** Reads the URL of a request; undefined where it is none that a proxy is asked for. */
export function targetOf(url: string): Target | undefined {
  const [, authority, name, portText = '80', rest = '/'] = form.exec(url) ?? []
  const port = Number(portText)
  if (authority === undefined || name === undefined || port < 1 || port > 65_535) return undefined
  const host = name
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase()
  return { host, port, authority, path: rest.startsWith('/') ? rest : `/${rest}` }
}
