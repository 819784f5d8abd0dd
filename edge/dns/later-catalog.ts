// A catalog that is made when it is first asked for, or soon: an agent that starts with many slices answers its API before.
import type { Clock } from '../../bus/clock.ts'
import { keepCatalog } from '../../src/services/catalog.ts'
import type { Catalog, CatalogSource } from '../../src/services/catalog.ts'

/** The API of a node that has just started is asked first; names are, when pods run. */
const soonMs = 1_000

/** The catalog of a source, and the end of keeping it. */
export interface LaterCatalog {
  readonly catalog: () => Catalog
  readonly stop: () => void
}

/** Keeps a catalog from its first use on, at the latest from a second on. */
export function laterCatalog(clock: Pick<Clock, 'after'>, source: CatalogSource): LaterCatalog {
  let kept: ReturnType<typeof keepCatalog> | undefined
  const catalog = (): Catalog => (kept ??= keepCatalog(source)).catalog
  const cancel = clock.after(soonMs, () => void catalog())
  const stop = (): void => {
    cancel()
    kept?.stop()
  }
  return { catalog, stop }
}
