// When Kubernetes was restored from an older etcd, each collection that is followed finds it out; it is told once.
import type { Fall } from '../bus/reflector-known.ts'

/** Tells each restoration once, by the collection that finds it out first. */
export function restorations(
  paths: readonly string[],
  tell: (path: string, fall: Fall) => void,
): (path: string) => { readonly fell: (fall: Fall) => void; readonly current: () => void } {
  /** Collections that have not been read since the last restoration was told. */
  let behind = new Set<string>()
  return (path) => ({
    fell: (fall) => {
      if (behind.delete(path)) return
      behind = new Set(paths.filter((other) => other !== path))
      tell(path, fall)
    },
    /** What the collection shows now is read from the server as it is. */
    current: () => void behind.delete(path),
  })
}
