// Which kinds of apps and units are installed: their definitions come and go while the cloud runs.
import type { AppDialect, AppKind } from '../../src/apps/dialect.ts'
import { dialects } from '../../src/apps/dialects.ts'
import type { UnitDialect } from '../../src/apps/units/unit-dialect.ts'
import { unitDialects } from '../../src/apps/units/units.ts'
import { builtinKinds } from '../../src/objects/kinds/builtin.ts'
import { groupVersion } from '../../src/objects/kinds/registry.ts'
import { resourceKey } from '../../src/objects/object.ts'
import type { Resource } from '../../src/objects/object.ts'

/** The kinds of apps and of units that there are, and all that definitions add. */
export class KindsThere {
  readonly #apps = new Map<string, AppDialect>()
  readonly #units = new Map<string, UnitDialect>()
  #defined: readonly AppKind[] = []

  /** Takes what definitions add now; the kinds of ours that came, and those that are gone. */
  take(defined: readonly AppKind[]): {
    readonly came: readonly AppKind[]
    readonly went: readonly AppKind[]
  } {
    this.#defined = defined
    const before = this.all()
    this.#apps.clear()
    this.#units.clear()
    const isThere = (kind: AppKind): boolean => defined.some((it) => isSameVersion(it, kind))
    for (const dialect of dialects)
      if (isThere(dialect.app)) this.#apps.set(resourceKey(dialect.app), dialect)
    for (const dialect of unitDialects)
      if (isThere(dialect.kind)) this.#units.set(resourceKey(dialect.kind), dialect)
    const now = this.all()
    return { came: now.filter(notIn(before)), went: before.filter(notIn(now)) }
  }

  /** All kinds of apps and units that there are. */
  all(): readonly AppKind[] {
    const apps = [...this.#apps.values()].map(({ app }) => app)
    return [...apps, ...[...this.#units.values()].map(({ kind }) => kind)]
  }

  app(kind: Resource): AppDialect | undefined {
    return this.#apps.get(resourceKey(kind))
  }

  unit(kind: Resource): UnitDialect | undefined {
    return this.#units.get(resourceKey(kind))
  }

  /** The resource of a kind as it stands in a manifest; undefined where nobody serves it. */
  kindOf(apiVersion: string, kind: string): AppKind | undefined {
    const isIt = (it: AppKind): boolean =>
      it.kind === kind && groupVersion(it.group, it.version) === apiVersion
    return builtinKinds.find(isIt) ?? this.#defined.find(isIt)
  }
}

const notIn =
  (kinds: readonly AppKind[]) =>
  (kind: AppKind): boolean =>
    !kinds.some((it) => isSameVersion(it, kind))

const isSameVersion = (one: AppKind, other: AppKind): boolean =>
  one.group === other.group && one.version === other.version && one.resource === other.resource
