// The pods of a node by their identity: a run for each that the API has, and none for any other.
import type { Pod } from '../controllers/objects.ts'
import { runPod } from './pod-run.ts'
import type { PodRun, RunPorts } from './pod-run.ts'

/** Takes in what the API says of this node's pods. */
export interface PodRunner {
  readonly seen: (pod: Pod) => void
  readonly deleted: (uid: string | undefined) => void
  /** The API has these pods and no others. */
  readonly are: (pods: readonly Pod[]) => void
}

/** A runner without pods. */
export function createPodRunner(ports: RunPorts): PodRunner {
  const runs = new Map<string | undefined, PodRun>()
  const deleted = (uid: string | undefined) => {
    const run = runs.get(uid)
    if (run === undefined) return
    runs.delete(uid)
    run.end()
    // Its address may be what another one waits for.
    for (const other of runs.values()) other.sync()
  }
  const seen = (pod: Pod) => {
    const { uid } = pod.metadata
    const known = runs.get(uid)
    if (known !== undefined) return known.take(pod)
    const run = runPod(ports, pod)
    runs.set(uid, run)
    run.sync()
  }
  return {
    deleted,
    seen,
    are: (pods) => {
      const uids = new Set(pods.map(({ metadata }) => metadata.uid))
      for (const uid of [...runs.keys()].filter((each) => !uids.has(each))) deleted(uid)
      // Those that have an address come first, lest a new one be given theirs.
      const [placed, fresh] = [pods.filter(hasAddress), pods.filter((pod) => !hasAddress(pod))]
      for (const pod of [...placed, ...fresh]) seen(pod)
    },
  }
}

const hasAddress = ({ status }: Pod): boolean => status?.podIP !== undefined
