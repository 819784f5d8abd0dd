// The recorded writes and errors, played against the small Kubernetes or, if there is one, a real API server.
import { expect, it } from 'vitest'
import { memoryHttpClient } from '../../../bus/adapters/memory-http.ts'
import { createKubeServer } from '../../../sim/kube/server.ts'
import { createSchedule } from '../../../sim/schedule.ts'
import { random } from '../../../src/kernel/random.ts'
import { wallMs } from '../../../src/kernel/time.ts'
import { play, send } from '../../golden/play.ts'
import type { Played } from '../../golden/play.ts'

const administrator = { name: 'kubernetes-admin', groups: ['system:masters'] }

/** A small Kubernetes in memory, with controllers of its own account only. */
function smallKubernetes(): Played {
  const schedule = createSchedule({ wallStart: wallMs(1.8e12), random: random('golden') })
  const { clock } = schedule.spawn()
  const kube = createKubeServer({
    clock,
    random: random('kube'),
    users: new Map([['token', administrator]]),
    address: '192.0.2.2:16443',
  })
  const settle = async () => schedule.run(schedule.now() + 10)
  const client = memoryHttpClient(clock, () => kube.handle)
  return {
    settle,
    client: (credentials) => ({
      request: (request, answer) => {
        const bearer = credentials === 'none' ? {} : { authorization: 'Bearer token' }
        const cancel = client.request(
          { ...request, headers: { ...bearer, ...request.headers } },
          answer,
        )
        schedule.run(schedule.now() + 2000)
        return cancel
      },
    }),
  }
}

/** The config maps that were there. */
async function withConfigMaps(server: Played): Promise<Played> {
  for (let i = 0; i < 5; i++) {
    const metadata = { name: `a${i}`, labels: { app: i % 2 ? 'x' : 'y', n: String(i) } }
    const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { k: String(i) } }
    const path = '/api/v1/namespaces/default/configmaps'
    const headers = { 'Content-Type': 'application/json' }
    await send(server, { method: 'POST', path, headers, body })
  }
  return server
}

it('K6: whoever asks wrongly is answered as a real API server was recorded to answer', async () => {
  expect(await play('errors', await withConfigMaps(smallKubernetes()))).toEqual([])
})

it('K7: writes are answered as a real API server was recorded to answer them', async () => {
  expect(await play('writes', await withConfigMaps(smallKubernetes()))).toEqual([])
})

it('K8: definitions and their objects are answered as recorded', async () => {
  expect(await play('custom-resources', smallKubernetes())).toEqual([])
})
