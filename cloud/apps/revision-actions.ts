// The revisions of an app that keeps some: today's is kept as the newest, those beyond the limit go, and it goes back to one.
import type { Keeping } from '../../src/apps/dialect.ts'
import { hashOf } from '../../src/apps/stable.ts'
import { renderedMark } from '../../src/apps/marks.ts'
import { ownerOf } from '../../src/apps/dressed.ts'
import { revisionKind } from '../../src/apps/revision-kind.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import type { App } from './app.ts'
import { bare } from './app-patch.ts'
import type { AppAction } from './hands.ts'

/** What is to be done to an app's revisions; nothing for apps that keep none. */
export function revisionActions(
  { dialect, object }: App,
  children: Iterable<KubeObject>,
): readonly AppAction[] {
  if (dialect.revisions === undefined) return []
  const kept = [...children].filter(({ kind }) => kind === revisionKind)
  const back = dialect.revisions.back(object, kept)
  if (back !== undefined)
    return [{ kind: 'patch', key: 'roll back', object: bare(object), merge: back }]
  const { keep, drop } = dialect.revisions.keeping(object, kept)
  return [
    ...(keep === undefined ? [] : [keptNow(object, dialect.app, keep)]),
    ...drop.map((it): AppAction => ({
      kind: 'remove',
      key: `drop ${it.metadata.name}`,
      object: it,
    })),
  ]
}

function keptNow(
  app: KubeObject,
  kind: App['dialect']['app'],
  { name, revision, data }: NonNullable<Keeping['keep']>,
): AppAction {
  const { namespace } = app.metadata
  const object: KubeObject = {
    apiVersion: 'apps/v1',
    kind: revisionKind,
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ownerReferences: [ownerOf(kind, app)],
      annotations: { [renderedMark]: hashOf(data) },
    },
    data,
    revision,
  }
  return { kind: 'apply', key: `keep ${name}`, object }
}
