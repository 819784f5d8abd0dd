// A further kind on a node that is cut off, read by kubectl with the token of whom Kubernetes lets read it.
import { writeFileSync } from 'node:fs'
import { expect } from 'vitest'
import { runKubectl } from '../support/kubectls.ts'
import type { Kubectl, Ran } from '../support/kubectls.ts'
import { device, deviceDefinition } from '../support/devices.ts'
import type { NodeView } from './node-view.ts'

/** What `up` is told for it. */
export const furtherKinds: readonly string[] = ['--mirror-kind', 'devices.example.com']

/** The devices that there are, and a pod of the node whose account may read them. */
export async function prepareDevices({ world, node }: NodeView): Promise<void> {
  const must = async (...args: readonly string[]): Promise<void> => {
    const { code, err } = await world.kubectl(...args)
    expect([code, err], args.join(' ')).toEqual([0, ''])
  }
  const file = `${world.data}/devices.json`
  const make = (object: object): Promise<void> => {
    writeFileSync(file, JSON.stringify(object))
    return must('create', '-f', file)
  }
  await make(deviceDefinition())
  await must('wait', '--for=condition=Established', 'crd/devices.example.com', '--timeout=60s')
  await make(device('till'))
  // The small Kubernetes lets accounts of kube-system do everything.
  await must('-n', 'kube-system', 'create', 'serviceaccount', 'reader')
  const spec = `{"spec":{"nodeName":"${node}","serviceAccountName":"reader"}}`
  await must('-n', 'kube-system', 'run', 'reader', '--image=i', `--overrides=${spec}`)
}

/** A kubectl at the node's API with the token of an account. */
export async function withToken(
  { world, node }: NodeView,
  namespace: string,
  account: string,
): Promise<(path: string, ...args: readonly string[]) => Promise<Ran>> {
  const { out } = await world.kubectl('-n', namespace, 'create', 'token', account)
  const at = `https://${world.process('edge', node)?.addresses['api']}`
  const trusted = `${world.data}/nodes/${node}/certificates/trusted.crt`
  const to = ['--kubeconfig', '/dev/null', '--server', at, '--certificate-authority', trusted]
  const all = [...to, '--token', out.trim()]
  return (path, ...args) => runKubectl(path, [...all, ...args], { HOME: world.data })
}

/** What every kubectl prints of them: all the same, once the account was let. */
export async function readDevices(view: NodeView, kubectls: readonly Kubectl[]): Promise<void> {
  const ask = await withToken(view, 'kube-system', 'reader')
  for (const { path } of kubectls) {
    await view.world.until(`${path} is let read devices`, async () => {
      return (await ask(path, 'get', 'devices')).out === 'NAME   MODEL\ntill   m1\n'
    })
    const one = await ask(path, 'get', 'dev', 'till', '-o', 'jsonpath={.spec.model}')
    expect([one.out, one.err], path).toEqual(['m1', ''])
  }
}
