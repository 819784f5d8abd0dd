// The recorded writes and errors, played against the small Kubernetes or, if there is one, a real API server.
import { expect, it } from 'vitest'
import { memoryHttpClient } from '../../../bus/adapters/memory-http.ts'
import type { HttpAnswer } from '../../../bus/http.ts'
import { realPace } from '../../../sim/kube/config.ts'
import { createKubeServer } from '../../../sim/kube/server.ts'
import { createSchedule } from '../../../sim/schedule.ts'
import { random } from '../../../src/kernel/random.ts'
import { wallMs } from '../../../src/kernel/time.ts'
import { startControllers } from '../../../sim/kube/controllers/start.ts'
import { play, send } from '../../golden/play.ts'
import type { Meanwhile, Played } from '../../golden/play.ts'
import { strictProblems } from '../../golden/held.ts'
import { ofRecordedCluster, realKubeconfig, realServer } from '../../golden/real-server.ts'
import { recorded } from '../../golden/recorded.ts'

const administrator = { name: 'kubernetes-admin', groups: ['system:masters'] }

/** A small Kubernetes in memory. */
function smallKubernetes(authority = ''): Played {
  const schedule = createSchedule({ wallStart: wallMs(1.8e12), random: random('golden') })
  const { clock } = schedule.spawn()
  const kube = createKubeServer({
    clock,
    random: random('kube'),
    users: new Map([['token', administrator]]),
    address: '192.0.2.2:16443',
    authority,
    // What is recorded of keys is how they are asked for, and how the recorded cluster signs.
    signer: { header: { alg: 'RS256', kid: 'k' }, sign: (bytes) => bytes, keySet: { keys: [] } },
  })
  const { collection, call } = kube
  startControllers({
    collection,
    call,
    clock,
    random: random('controllers'),
    config: realPace.controllers,
  })
  const client = memoryHttpClient(clock, () => kube.handle)
  return {
    settle: async (ms) => schedule.run(schedule.now() + ms),
    client: (credentials) => ({
      request: (request, answer) => {
        const bearer = credentials === 'none' ? {} : { authorization: 'Bearer token' }
        let isOver = false
        const end: HttpAnswer['end'] = (fault) => {
          isOver = true
          answer.end(fault)
        }
        const headers = { ...bearer, ...request.headers }
        const cancel = client.request({ ...request, headers }, { ...answer, end })
        while (!isOver) schedule.run(schedule.nextMs() ?? Infinity)
        return cancel
      },
    }),
  }
}

/** The config maps that were there. */
async function withConfigMaps(server: Played): Promise<Played> {
  for (let i = 0; i < 5; i++) {
    const labels = { app: i % 2 ? 'x' : 'y', n: String(i) }
    await createConfigMap(server, { name: `a${i}`, labels }, { k: String(i) })
  }
  const annotations = { 'service.beta.openshift.io/inject-cabundle': 'true' }
  const name = 'openshift-service-ca.crt'
  await createConfigMap(server, { name, annotations }, { 'service-ca.crt': '' })
  return server
}

const createConfigMap = (server: Played, metadata: unknown, data: unknown) =>
  send(server, {
    method: 'POST',
    path: '/api/v1/namespaces/default/configmaps',
    headers: { 'Content-Type': 'application/json' },
    body: { apiVersion: 'v1', kind: 'ConfigMap', metadata, data },
  })

/** The certificate authority of the recorded cluster. */
function recordedAuthority(): string {
  const list = recorded('errors').find(({ id }) => id === 8)?.response.body as {
    readonly items: readonly { readonly data: Readonly<Record<string, string>> }[]
  }
  return list.items.map(({ data }) => data['ca.crt']).find((text) => text !== undefined) ?? ''
}

/** Plays a recording against the real server if there is one, else against ours. */
async function played(
  file: string,
  open: () => Promise<Played>,
  meanwhile?: Meanwhile,
): Promise<readonly string[]> {
  if (realKubeconfig === undefined) {
    return play(file, await open(), meanwhile === undefined ? {} : { meanwhile })
  }
  const server = await withConfigMaps(await realServer(realKubeconfig))
  return play(file, server, { skip: ofRecordedCluster[file], judge: strictProblems })
}

it('K6: whoever asks wrongly is answered as a real API server was recorded to answer', async () => {
  const open = () => withConfigMaps(smallKubernetes(recordedAuthority()))
  expect(await played('errors', open)).toEqual([])
})

/** The recorded cluster had a node already. */
async function withNode(server: Played): Promise<Played> {
  const body = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1' } }
  await send(server, { method: 'POST', path: '/api/v1/nodes', headers: {}, body })
  return server
}

/** How long the recording waited before some requests, as what the controllers had done by then shows. */
const pace: Meanwhile = {
  9: (server) => server.settle(3000),
  18: (server) => server.settle(50),
  44: (server) => server.settle(1000),
}

it('K7: writes are answered as a real API server was recorded to answer them', async () => {
  const open = async () => withNode(await withConfigMaps(smallKubernetes()))
  expect(await played('writes', open, pace)).toEqual([])
})

it('K8: definitions and their objects are answered as recorded', async () => {
  const open = async () => smallKubernetes()
  const meanwhile = { 14: (server: Played) => server.settle(1000) }
  expect(await played('custom-resources', open, meanwhile)).toEqual([])
})
