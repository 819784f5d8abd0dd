// Every kubectl of this machine against the small Kubernetes: what people type, and what they see.
import { spawn } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startCluster } from '../support/kube-over-tls.ts'
import type { RunningCluster } from '../support/kube-over-tls.ts'
import { findKubectls, runKubectl, versionOf } from '../support/kubectls.ts'
import type { Kubectl, Ran } from '../support/kubectls.ts'

const found = findKubectls()
const names = found.map(({ name, path }) => `${name} (${versionOf(path)})`).join(', ')

/** What kubectl says beside the point. */
const chatter = /^(WARNING: version|Waiting|Warning: deleting cluster-scoped).*\n/gm

/** Versions that play everything; the others play the first tests only. */
const thorough = ['1.27', '1.30', '1.33', 'default']

let cluster: RunningCluster
beforeAll(async () => {
  if (found.length > 0) cluster = await startCluster(['node-1', 'node-2'])
})
afterAll(() => cluster?.close())

it(`kubectl found: ${names || 'none, so nothing is proved here'}`, () => {
  if (process.env['CI'] === 'true') expect(found).not.toEqual([])
})

/** One kubectl in a namespace of its own. */
function user({ name, path }: Kubectl) {
  const namespace = `as-${name.replace('.', '-')}`
  const env = () => ({ KUBECONFIG: cluster.kubeconfig, HOME: cluster.folder })
  const run = (args: readonly string[], input?: string): Promise<Ran> =>
    runKubectl(path, ['--namespace', namespace, ...args], env(), input)
  /** Runs what must succeed, in silence but for its output. */
  const must = async (text: string, input?: string): Promise<string> => {
    const args = text.split(/ +(?=(?:[^']*'[^']*')*[^']*$)/).map((each) => each.replaceAll("'", ''))
    const { code, out, err } = await run(args, input)
    expect({ text, code, err: err.replaceAll(chatter, '') }).toEqual({
      text,
      code: 0,
      err: '',
    })
    return out.trimEnd()
  }
  return { namespace, path, env, run, must }
}

const metadata = { name: 'applied' }
const configMap = (data: object) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data })
const deployment = (value: string) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata,
  spec: {
    selector: { matchLabels: { app: 'applied' } },
    template: {
      metadata: { labels: { app: 'applied' } },
      spec: { containers: [{ name: 'c', image: 'i', env: [{ name: 'A', value }] }] },
    },
  },
})

for (const kubectl of found) {
  const isThorough = thorough.includes(kubectl.name)
  describe(`kubectl ${kubectl.name}`, () => {
    const { namespace, path, env, run, must } = user(kubectl)
    beforeAll(async () => {
      await must(`create namespace ${namespace}`)
      await must('wait --for=condition=Ready node --all --timeout=90s')
    })

    it('K20: create, scale, expose, rollout status, wait and delete work as people know them', async () => {
      expect(await must('create deployment web --image=nginx --replicas=2 --port=80')).toBe(
        'deployment.apps/web created',
      )
      expect(await must('rollout status deployment/web --timeout=90s')).toMatch(
        /successfully rolled out$/,
      )
      expect(await must('expose deployment web --port=80 --target-port=8080')).toBe(
        'service/web exposed',
      )
      expect(await must('scale deployment/web --replicas=3')).toBe('deployment.apps/web scaled')
      await must("wait '--for=jsonpath={.status.readyReplicas}=3' deployment/web --timeout=90s")
      expect(await must('get deployment web')).toMatch(/\nweb +3\/3 +3 +3 +\d+s$/)
      await must('delete deployment,service web')
      await must('wait --for=delete pod -l app=web --timeout=90s')
      expect(await must('get deployments,services,replicasets,pods -o name')).toBe('')
    })

    it('K21: apply creates, leaves alone what is as it should be, and changes only what changed', async () => {
      const apply = (...items: readonly object[]) =>
        must('apply -f -', JSON.stringify({ apiVersion: 'v1', kind: 'List', items }))
      expect(await apply(configMap({ a: '1' }), deployment('1'))).toBe(
        'configmap/applied created\ndeployment.apps/applied created',
      )
      expect(await apply(configMap({ a: '1' }), deployment('1'))).toBe(
        'configmap/applied unchanged\ndeployment.apps/applied unchanged',
      )
      expect(await apply(configMap({ b: '2' }), deployment('2'))).toBe(
        'configmap/applied configured\ndeployment.apps/applied configured',
      )
      expect(await must('get configmap applied -o jsonpath={.data}')).toBe('{"b":"2"}')
      const env = 'jsonpath={.spec.template.spec.containers[*].env}'
      expect(await must(`get deployment applied -o ${env}`)).toBe('[{"name":"A","value":"2"}]')
      const server = 'apply --server-side -f -'
      const c = JSON.stringify(configMap({ c: '3' }))
      const said = 'configmap/applied serverside-applied'
      expect(await must(server, c)).toBe(said)
      expect(await must('get configmap applied -o jsonpath={.data}')).toBe('{"c":"3"}')
      const d = JSON.stringify(configMap({ c: '4' }))
      const refused = await run([...server.split(' '), '--field-manager=other'], d)
      expect(refused.err).toContain('conflict with "kubectl": .data.c')
      expect(await must(`${server} --field-manager=other --force-conflicts`, d)).toBe(said)
    })

    it('K22: what is not known is refused, and what is wrong is named', async () => {
      const wrong = JSON.stringify({ ...configMap({}), dat: {} })
      const unknown = await run(['create', '-f', '-'], wrong)
      expect(unknown.err).toContain('unknown field "dat"')
      const missing = await run(['get', 'configmap', 'none'])
      expect(missing.err).toBe('Error from server (NotFound): configmaps "none" not found\n')
      const kind = await run(['get', 'nonsense'])
      expect(kind.err).toContain('the server doesn\'t have a resource type "nonsense"')
      expect([unknown.code, missing.code, kind.code]).toEqual([1, 1, 1])
    })

    it('K23: patches of all three types, labels, annotations and taints', async () => {
      await must('create configmap patched --from-literal=a=1 --from-literal=b=2')
      await must(`patch configmap patched --type=merge -p '{"data":{"a":null,"c":"3"}}'`)
      await must(`patch configmap patched --type=json -p '[{"op":"remove","path":"/data/b"}]'`)
      expect(await must('get configmap patched -o jsonpath={.data}')).toBe('{"c":"3"}')
      await must('create deployment patched --image=one')
      const containers = '[{"name":"side","image":"two"}]'
      const patch = `{"spec":{"template":{"spec":{"containers":${containers}}}}}`
      await must(`patch deployment patched -p '${patch}'`)
      const images = 'jsonpath={.spec.template.spec.containers[*].image}'
      expect(await must(`get deployment patched -o ${images}`)).toBe('two one')
      await must('label configmap patched x=y')
      await must('annotate configmap patched note=hello')
      expect(await must('get configmap -l x=y -o name')).toBe('configmap/patched')
      await must('label configmap patched x-')
      expect(await must('get configmap -l x -o name')).toBe('')
      await must(`taint node node-2 ${namespace}=a:PreferNoSchedule`)
      await must(`taint node node-2 ${namespace}-`)
      await must('delete deployment/patched configmap/patched')
    })

    if (!isThorough) return

    it('K24: get shows tables, wide tables, YAML, JSON, paths and names, of selected objects', async () => {
      await must('create deployment shown --image=i --replicas=2')
      await must('rollout status deployment/shown --timeout=90s')
      const [header = '', ...rows] = (await must('get pods -l app=shown -o wide')).split('\n')
      expect(header).toMatch(/^NAME +READY +STATUS +RESTARTS +AGE +IP +NODE +NOMINATED/)
      expect(rows).toHaveLength(2)
      for (const row of rows)
        expect(row).toMatch(/^shown-\w+-\w+ +1\/1 +Running +0 +\d+s +10\.244\./)
      expect(await must('get nodes -o wide')).toMatch(
        /\nnode-1 +Ready +<none> +\S+ +v1\.36\.2 +10\./,
      )
      expect(await must('get deployment shown -o yaml')).toMatch(
        /^apiVersion: apps\/v1\nkind: Depl/,
      )
      const list = JSON.parse(await must('get pods -A -o json')) as { items: { kind: string }[] }
      expect(list.items.length).toBeGreaterThanOrEqual(2)
      expect(list.items.every(({ kind }) => kind === 'Pod')).toBe(true)
      expect(await must('get node -o jsonpath={.items[*].metadata.name}')).toBe('node-1 node-2')
      const bound = await must('get pods --field-selector spec.nodeName=node-1 -o name')
      const other = await must('get pods --field-selector spec.nodeName!=node-1 -o name')
      const all = (text: string) => text.split('\n').filter(Boolean).toSorted()
      expect(all(`${bound}\n${other}`)).toEqual(all(await must('get pods -o name')))
      expect(await must('get all')).toContain('deployment.apps/shown')
      await must('delete deployment shown')
    })

    it('K25: get -w tells of changes as they come', async () => {
      const args = ['--namespace', namespace, 'get', 'configmap', '-w', '-o', 'name']
      const watching = spawn(path, args, { env: { ...process.env, ...env() } })
      let text = ''
      watching.stdout.on('data', (bytes: Buffer) => (text += bytes.toString()))
      await expect.poll(() => text, { timeout: 90_000 }).toContain('configmap/kube-root-ca.crt')
      await must('create configmap watched')
      await expect.poll(() => text, { timeout: 90_000 }).toContain('configmap/watched')
      watching.kill()
      await must('delete configmap watched')
    })

    it('K26: describe tells all of nodes, pods, deployments and services', async () => {
      await must('create deployment told --image=i')
      await must('expose deployment told --port=80')
      await must('rollout status deployment/told --timeout=90s')
      const node = await must('describe node node-1')
      for (const part of ['HolderIdentity:  node-1', 'KubeletReady', 'Non-terminated Pods:']) {
        expect(node).toContain(part)
      }
      const pod = await must('describe pod -l app=told')
      expect(pod).toMatch(/Status: +Running/)
      expect(pod).toMatch(/Scheduled[^]*Successfully assigned/)
      expect(pod).toContain('node.kubernetes.io/unreachable:NoExecute op=Exists for 10s')
      const described = await must('describe deployment told')
      expect(described).toMatch(/1 desired \| 1 updated \| 1 total \| 1 available/)
      expect(described).toMatch(/NewReplicaSetAvailable[^]*Scaled up replica set/)
      const service = await must('describe service told')
      expect(service).toMatch(/IP: +10\.96\.\d+\.\d+[^]*Endpoints: +10\.244\.[\d.]+:80/)
      await must('delete deployment,service told')
    })

    it('K27: every subcommand of create that has a kind here', async () => {
      const creations = [
        'configmap c --from-literal=a=b',
        'secret generic s --from-literal=a=b',
        'serviceaccount a',
        'role r --verb=get --resource=pods',
        'rolebinding b --role=r --serviceaccount=x:a',
        'job j --image=i',
        'cronjob j --image=i --schedule=*/1',
        'quota q --hard=pods=10',
        'pdb p --selector=app=x --min-available=1',
        'ingress i --rule=a.b/c=svc:80',
        'service clusterip s --tcp=80:80',
        'service nodeport n --tcp=80:80',
      ]
      for (const each of creations) expect(await must(`create ${each}`)).toMatch(/ created$/)
      const limits = await must('get quota q -o jsonpath={.spec.hard.pods}')
      const cronjob = 'jsonpath={.spec.jobTemplate.spec.template.spec.containers[0].image}'
      expect([limits, await must(`get cronjob j -o ${cronjob}`)]).toEqual(['10', 'i'])
      expect(await must('get secret s -o jsonpath={.data.a}')).toBe('Yg==')
      expect((await must('create token a')).split('.')).toHaveLength(3)
      expect(await must('auth can-i create pods')).toBe('yes')
    })

    it('K28: api-resources lists what is served, and a definition adds to it at once', async () => {
      const plural = `things-${namespace}`
      const group = `${namespace}.example.io`
      const size = { type: 'integer', description: 'How large it is.' }
      const schema = {
        type: 'object',
        properties: { spec: { type: 'object', properties: { size } } },
      }
      const column = { name: 'Size', type: 'integer', jsonPath: '.spec.size' }
      const definition = {
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        metadata: { name: `${plural}.${group}` },
        spec: {
          group,
          scope: 'Namespaced',
          names: { plural, kind: 'Thing' },
          versions: [
            {
              name: 'v1',
              served: true,
              storage: true,
              additionalPrinterColumns: [column],
              schema: { openAPIV3Schema: schema },
            },
          ],
        },
      }
      await must('apply -f -', JSON.stringify(definition))
      await must(`wait --for=condition=Established crd/${plural}.${group} --timeout=90s`)
      expect(await must('api-resources')).toMatch(
        /\ndeployments +deploy +apps\/v1 +true +Deployment/,
      )
      expect(await must(`api-resources --api-group=${group}`)).toContain(plural)
      const thing = { apiVersion: `${group}/v1`, kind: 'Thing', metadata: { name: 't' } }
      const sized = (size: number) => JSON.stringify({ ...thing, spec: { size } })
      expect(await must('apply -f -', sized(1))).toMatch(/ created$/)
      expect(await must('apply -f -', sized(1))).toMatch(/ unchanged$/)
      expect(await must('apply -f -', sized(2))).toMatch(/ configured$/)
      expect(await must(`get ${plural}`)).toBe('NAME   SIZE\nt      2')
      expect(await must(`explain ${plural}.spec.size`)).toContain('How large it is.')
      expect(await must('explain deploy.spec')).toMatch(/template\s+<PodTemplateSpec>/)
      await must(`delete crd ${plural}.${group}`)
      expect((await run(['get', plural])).code).toBe(1)
    })

    it('K29: a deleted namespace takes what is in it along', async () => {
      await must(`create deployment last --image=i --replicas=2`)
      await must('rollout status deployment/last --timeout=90s')
      await must(`delete namespace ${namespace} --timeout=90s`)
      expect(await must('get pods,deployments,configmaps -o name')).toBe('')
    })
  })
}
