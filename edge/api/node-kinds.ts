// The kinds that a node serves: the usual ones, and the further ones that its feed tells of, as they come and go.
import { derivedKinds, usualKinds } from '../../src/mirror/kinds.ts'
import { kindsTold, toldKindIn } from '../../src/mirror/told-kind.ts'
import type { ToldKind } from '../../src/mirror/told-kind.ts'
import type { KindRegistry } from '../../src/objects/kinds/registry.ts'
import { resourceKey } from '../../src/objects/object.ts'
import type { KubeObject, Resource } from '../../src/objects/object.ts'
import type { FeedKind } from '../../src/mirror/kinds.ts'
import type { Showing } from '../mirror/showing.ts'
import { kindsOf } from './view.ts'
import type { Kinds } from './view.ts'

/** What they are learned from, and who is told. */
export interface NodeKindsParts {
  readonly showing: Pick<Showing, 'projection' | 'kept' | 'keep'>
  /** Whether all that the feed of everybody is known to have is here. */
  readonly isCurrent: () => boolean
  /** A kind is served no more. */
  readonly ended: (kind: Resource) => void
  /** A kind is new, or is called otherwise. */
  readonly changed: () => void
}

/** Which further kinds were served last, by the name of their object. */
const keptName = 'further-kinds'

/** The kinds of one node. */
export class NodeKinds implements Kinds {
  readonly #parts: NodeKindsParts
  #further = new Map<string, ToldKind>()
  #kinds = servedWith([])
  /** The feed told of kinds that are not served yet. */
  #isBehind = false

  constructor(parts: NodeKindsParts) {
    this.#parts = parts
  }

  get registry(): KindRegistry {
    return this.#kinds.registry
  }

  readonly fed = (resource: Resource): FeedKind | undefined => this.#kinds.fed(resource)

  /** The further ones among them. */
  get further(): readonly ToldKind[] {
    return [...this.#further.values()]
  }

  /** The mirror was read: kinds that were served before are served at once, cut off or not. */
  begin(): void {
    const { showing } = this.#parts
    const kept = showing.kept().get(keptName)
    const names = kept === undefined ? [] : new TextDecoder().decode(kept).split('\n')
    for (const [name, told] of this.#told()) if (names.includes(name)) this.#further.set(name, told)
    this.#kinds = servedWith(this.further)
    this.#isBehind = true
    showing.projection.subscribe(kindsTold, ({ type, object }) => {
      const { name } = object.metadata
      const told = type === 'DELETED' ? undefined : toldKindIn(object)
      if (isOther(this.#further.get(name), told)) this.#end(name)
      this.#isBehind ||= type !== 'DELETED'
      this.look()
    })
  }

  /**
   * Serves what the feed tells of. A kind is told after its objects, but objects that changed since come later still: so it
   * counts once all is here.
   */
  look(): void {
    if (!this.#isBehind || !this.#parts.isCurrent()) return
    this.#isBehind = false
    const told = this.#told()
    if (JSON.stringify([...told]) === JSON.stringify([...this.#further])) return
    this.#further = told
    this.#serve()
    this.#parts.changed()
  }

  /** Whoever watches it is told nothing wrong: objects that leave with their kind were not deleted. */
  #end(name: string): void {
    const kind = this.#further.get(name)
    if (kind === undefined) return
    this.#further.delete(name)
    this.#serve()
    this.#parts.ended(kind.served)
  }

  #serve(): void {
    this.#kinds = servedWith(this.further)
    const names = [...this.#further.keys()].join('\n')
    this.#parts.showing.keep(keptName, new TextEncoder().encode(names))
  }

  #told(): Map<string, ToldKind> {
    const objects = this.#parts.showing.projection.list(kindsTold, undefined)
    return new Map(objects.flatMap(entryOf))
  }
}

/** What a feed brings a node need not make. */
function servedWith(further: readonly ToldKind[]): Kinds {
  const told = new Set(further.map(({ served }) => resourceKey(served)))
  const derived = derivedKinds.filter((kind) => !told.has(resourceKey(kind)))
  return kindsOf([...usualKinds, ...derived], further)
}

function entryOf(object: KubeObject): readonly (readonly [string, ToldKind])[] {
  const told = toldKindIn(object)
  return told === undefined ? [] : [[object.metadata.name, told]]
}

/** Whether lists and watches of a kind cannot go on: there is another version, or other namespaces. */
const isOther = (one: ToldKind | undefined, other: ToldKind | undefined): boolean =>
  one?.served.version !== other?.served.version ||
  JSON.stringify(one?.namespaces) !== JSON.stringify(other?.namespaces)
