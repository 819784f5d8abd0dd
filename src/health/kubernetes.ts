// What befalls Kubernetes itself is kept as facts; nothing follows from them but what people make of it.
import type { Process } from '../kernel/process.ts'
import type { KubeFact } from './facts.ts'
import type { KubeInput } from './inputs.ts'

/** The one key of its process. */
export const kubernetesKey = 'kubernetes'

/** The process of Kubernetes; its one key is `kubernetes`. */
export const kubernetes: Process<null, null, KubeInput, KubeFact, never, undefined> = {
  initial: () => ({ hard: null, soft: null }),
  decide: (_state, input) => {
    if (input.kind === 'tick') return []
    const { path, had, found } = input
    return [{ kind: 'kubernetes-restored', path, had, found }]
  },
  evolve: (state) => state,
  reconcile: () => ({ actions: [] }),
}
