// One paged list of a resource: pages are passed on as they come, the end tells the version to watch from.
// Lists are read with a quorum, so their version is the server's newest.
import { Fault } from '../src/kernel/fault.ts'
import type { KubeObject } from '../src/objects/object.ts'
import type { Cancel } from './clock.ts'
import { httpCall } from './http-call.ts'
import type { HttpWhole } from './http-call.ts'
import { isObject, nextAfter, readPath, retryAfterMs } from './reflector-read.ts'
import type { Broken, ReflectorConfig, ReflectorPorts, Resource } from './reflector-read.ts'

/** What a list reports: pages, then exactly one end. */
export interface ListHandlers {
  readonly page: (page: Pick<Page, 'objects' | 'version'>) => void
  readonly end: (outcome: { readonly version: string } | Broken) => void
}

/** Lists from the first page on; a cancelled list reports nothing more. */
export function listAll(
  ports: ReflectorPorts,
  resource: Resource,
  config: ReflectorConfig,
  on: ListHandlers,
): Cancel {
  let cancel: Cancel = () => undefined
  let isOver = false
  const limits = { silenceMs: config.listSilenceMs, bodyBytesMax: config.pageBytesMax }

  const ask = (token: string) => {
    const query = {
      limit: String(config.pageObjects),
      ...(token === '' ? {} : { continue: token }),
    }
    cancel = httpCall(ports, readPath(resource, query), limits, (outcome) => {
      const page = pageOf(outcome)
      if ('fault' in page) return on.end(page)
      on.page(page)
      if (isOver) return
      if (page.token === '') on.end({ version: page.version })
      else ask(page.token)
    })
  }
  ask('')
  return () => {
    isOver = true
    cancel()
  }
}

/** Asks for the newest version, with a list of one object. */
export function askVersion(
  ports: ReflectorPorts,
  resource: Resource,
  config: ReflectorConfig,
  done: (outcome: { readonly version: string } | Broken) => void,
): Cancel {
  const limits = { silenceMs: config.listSilenceMs, bodyBytesMax: config.pageBytesMax }
  return httpCall(ports, readPath(resource, { limit: '1' }), limits, (outcome) => {
    const page = pageOf(outcome)
    if (!('fault' in page)) return done({ version: page.version })
    done({ ...page, next: outcome instanceof Fault ? 'watch' : nextAfter(outcome.status) })
  })
}

interface Page {
  readonly objects: readonly KubeObject[]
  readonly version: string
  readonly token: string
}

function pageOf(outcome: HttpWhole | Fault): Page | Broken {
  if (outcome instanceof Fault) return { fault: outcome, next: 'list' }
  if (outcome.status !== 200) {
    const gone = outcome.status === 410
    const text = `list: expected 200, came ${outcome.status} ${excerpt(outcome.body)}`
    return {
      fault: new Fault(gone ? 'GONE' : 'UNREACHABLE', text),
      next: 'list',
      retryAfterMs: retryAfterMs(outcome.headers),
    }
  }
  return (
    parsePage(outcome.body) ?? { fault: new Fault('MALFORMED', 'list: not a list'), next: 'list' }
  )
}

/** The beginning of an answer, which says why it is none. */
const excerpt = (body: Uint8Array) => new TextDecoder().decode(body.subarray(0, 300)).trim()

function parsePage(body: Uint8Array): Page | undefined {
  const list = parsed(body) as Partial<Record<string, unknown>> | undefined
  const items = list?.['items'] ?? []
  const metadata = list?.['metadata'] as Partial<Record<string, unknown>> | undefined
  const version = metadata?.['resourceVersion']
  if (!Array.isArray(items) || typeof version !== 'string') return undefined
  const { apiVersion, kind } = list as { apiVersion?: string; kind?: string }
  const objects = items.map((item: object) => ({
    apiVersion,
    kind: kind?.replace(/List$/, ''),
    ...item,
  }))
  if (!objects.every(isObject)) return undefined
  const token = metadata?.['continue']
  return { objects, version, token: typeof token === 'string' ? token : '' }
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body))
  } catch {
    return undefined
  }
}
