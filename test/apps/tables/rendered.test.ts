// The tables of all dialects, rendered: each manifest has exactly these children, byte for byte.
import { expect, it } from 'vitest'
import { isProblem } from '../../../src/apps/dialect.ts'
import { dialects } from '../../../src/apps/dialects.ts'
import { stableJson } from '../../../src/apps/stable.ts'
import type { KubeObject } from '../../../src/objects/object.ts'
import { PaperCluster } from '../paper-cluster.ts'
import { nodes, pools } from './row.ts'
import { rows } from './rows.ts'

const cluster = new PaperCluster()
for (const node of nodes) cluster.putNode(node)
for (const pool of pools) cluster.put({ group: 'apps.openyurt.io', resource: 'nodepools' }, pool)

/** All children of an app, in all its units. */
function childrenOf(app: KubeObject): readonly KubeObject[] {
  const dialect = dialects.find((each) => each.app.kind === app.kind)
  const units = dialect?.units(app, cluster)
  if (dialect === undefined || units === undefined || isProblem(units)) throw new Error(app.kind)
  return [...units.names()].flatMap((unit) => {
    const rendered = dialect.render(app, unit, cluster)
    if (isProblem(rendered)) throw new Error(`${rendered.field}: ${rendered.reason}`)
    return rendered.map(({ object }) => object)
  })
}

it.each(rows.map((row) => [row.title, row] as const))('%s', (_, { app, children }) => {
  const found = childrenOf(app)
  expect(found).toEqual(children)
  expect(found.map(stableJson)).toEqual(children.map(stableJson))
})
