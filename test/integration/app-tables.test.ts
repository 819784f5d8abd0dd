// The tables of all dialects through the shipped controllers: applied to an API server over HTTP, and compared with what comes to stand there.
import { expect, it } from 'vitest'
import { controllerOf } from '../../cloud/apps/objects.ts'
import { poll, sleep } from '../../src/cli/promise.ts'
import { stableJson } from '../../src/apps/stable.ts'
import { isJson } from '../../src/objects/schema/typed.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import type { Row } from '../apps/tables/row.ts'
import { rows } from '../apps/tables/rows.ts'
import { realKubeconfig } from '../golden/real-server.ts'
import { startCluster } from '../support/kube-over-tls.ts'
import { TablesServer } from '../support/tables-server.ts'

const patienceMs = 60_000

/** A value without what a server adds to it: fields that are not wanted. Lists are as long as they are. */
function wantedOf(live: unknown, wanted: unknown): unknown {
  if (Array.isArray(live))
    return live.map((each, at) => wantedOf(each, Array.isArray(wanted) ? wanted[at] : undefined))
  if (!isJson(live) || !isJson(wanted)) return live
  const names = Object.keys(wanted).filter((name) => live[name] !== undefined)
  return Object.fromEntries(names.map((name) => [name, wantedOf(live[name], wanted[name])]))
}

const isTheirs = (key: string): boolean =>
  !/^(causeway\.io|deployment\.kubernetes\.io|deprecated\.daemonset\.template\.generation)(\/|$)/.test(
    key,
  )

/** A child as far as its row says what it is; of labels and annotations all count, but the marks of controllers. */
function shown(child: KubeObject, wanted: KubeObject | undefined): unknown {
  const { name, namespace, labels, annotations = {} } = child.metadata
  const theirs = Object.fromEntries(Object.entries(annotations).filter(([key]) => isTheirs(key)))
  const metadata = {
    name,
    namespace,
    ...(labels === undefined ? {} : { labels }),
    ...(Object.keys(theirs).length === 0 ? {} : { annotations: theirs }),
  }
  return { ...(wantedOf(child, wanted) as object), kind: child.kind, metadata }
}

const placeOf = ({ kind, metadata }: KubeObject): string => `${kind} ${metadata.name}`
const sorted = (objects: readonly KubeObject[]): readonly KubeObject[] =>
  objects.toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1))

/** What stands of each row, beside what is wanted. */
function compared(
  made: ReadonlyMap<Row, string>,
  found: readonly KubeObject[],
): readonly (readonly [unknown, unknown])[] {
  return rows.map((row) => {
    const own = found.filter((object) => controllerOf(object) === made.get(row))
    const wanted = sorted(row.children)
    const wantedAt = new Map(wanted.map((child) => [placeOf(child), child]))
    const live = sorted(own).map((child) => shown(child, wantedAt.get(placeOf(child))))
    return [
      { title: row.title, children: live },
      { title: row.title, children: wanted },
    ]
  })
}

/** Applies all tables, and waits until what is wanted stands. */
async function play(kubeconfig: string): Promise<void> {
  const server = new TablesServer(kubeconfig)
  try {
    await server.begin()
    const made = new Map<Row, string>()
    for (const row of rows) made.set(row, (await server.make(row.app)).metadata.uid ?? '')
    const wanted = rows.flatMap(({ children }) => children)
    let last: ReturnType<typeof compared> = []
    await poll(async () => {
      last = compared(made, await server.found(wanted))
      const isSo = last.every(([live, all]) => stableJson(live) === stableJson(all))
      return isSo ? true : undefined
    }, patienceMs)
    for (const [live, all] of last) expect(live).toEqual(all)
    // Whatever the server made of them, they stay as they are: nothing is written again.
    await sleep(1_000)
    expect(server.writes.toSorted()).toEqual([...new Set(server.writes)].toSorted())
  } finally {
    await server.end()
  }
}

it('S100: before an API server, every manifest of the tables comes to have exactly its children, each written once', async () => {
  const cluster = await startCluster([])
  try {
    await play(cluster.kubeconfig)
    const left = ['namespaces', 'nodes'].flatMap((kind) =>
      cluster.server.call('GET', `/api/v1/${kind}`),
    )
    expect(JSON.stringify(left)).not.toMatch(/tables/)
    const { body } = cluster.server.call(
      'GET',
      '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
    )
    expect(body).toHaveProperty('items', [])
  } finally {
    await cluster.close()
  }
})

it.skipIf(realKubeconfig === undefined)('S100: the same before a real API server', async () => {
  await play(realKubeconfig ?? '')
})
