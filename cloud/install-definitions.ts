// Applies definitions to the cluster, one after the other, each until it is there or refused for good.
import { backoffMs } from '../bus/backoff.ts'
import type { Cancel } from '../bus/clock.ts'
import type { Tap } from '../bus/tap.ts'
import { isFault } from '../src/kernel/fault.ts'
import type { Fault } from '../src/kernel/fault.ts'
import type { Random } from '../src/kernel/random.ts'
import type { KubeObject } from '../src/objects/object.ts'
import { kubeCall } from './kube-call.ts'
import type { KubePorts } from './kube-call.ts'

/** What installing stands on. */
export interface InstallPorts extends KubePorts {
  readonly random: Random
  readonly tap: Tap
}

const definitionsPath = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
const retry = { minMs: 500, maxMs: 30_000 }

/**
 * Applies them as the manager `causeway`, and takes over no field from anybody else: a definition that another
 * has installed otherwise stays as it is. `done` is called when each is there or refused.
 */
export function installDefinitions(
  ports: InstallPorts,
  definitions: readonly KubeObject[],
  done: () => void,
): Cancel {
  let cancel: Cancel = () => undefined
  const next = ([definition, ...rest]: readonly KubeObject[], tries: number): void => {
    if (definition === undefined) return done()
    const { name } = definition.metadata
    const path = `${definitionsPath}/${name}?fieldManager=causeway`
    const request = { method: 'PATCH', path, body: { apply: definition } } as const
    cancel = kubeCall(ports, request, (outcome) => {
      if (isFault(outcome) && isPassing(outcome)) {
        ports.tap('warn', 'definition not installed yet', { name, ...said(outcome) })
        const again = () => next([definition, ...rest], tries + 1)
        cancel = ports.clock.after(backoffMs(tries, retry, ports.random), again)
        return
      }
      if (isFault(outcome)) ports.tap('error', notInstalled, { name, ...said(outcome), todo })
      next(rest, 1)
    })
  }
  next(definitions, 1)
  return () => cancel()
}

const notInstalled = 'definition not installed: what the cluster has stays'
const todo = 'apply what `causeway crds` prints, or give the cloud the right to patch definitions'

/** A conflict does not pass: somebody else manages the field. */
const isPassing = (fault: Fault): boolean => fault.retry === 'later' && fault.code !== 'CONFLICT'

const said = ({ code, message }: Fault) => ({ code, message })
