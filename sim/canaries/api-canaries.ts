// Bugs of local APIs: an answer that is learned as another one, and writes of nodes that the cloud only believes to have made.
import type { HttpClient } from '../../bus/http.ts'
import type { Canary } from './canary.ts'
import { askAltered } from './wrap.ts'

/** A node shows of itself what nobody ever said. */
export const answerGarbled: Canary = {
  name: 'answer garbled',
  checker: 'answers told',
  seeds: 11,
  bug: 'what the cluster answers to a write of a Node reaches its agent with another version of the kubelet',
  edgePorts: (ports) => {
    const { api } = ports
    const { cluster } = api ?? {}
    if (api === undefined || cluster === undefined) return ports
    return { ...ports, api: { ...api, cluster: { ...cluster, asNode: garbled(cluster.asNode) } } }
  },
}

const garbled = (http: HttpClient): HttpClient => ({
  request: (request, answer) => {
    const isWrite = request.method !== 'GET' && request.path.startsWith('/api/v1/nodes')
    if (!isWrite) return http.request(request, answer)
    const chunk = (bytes: Uint8Array): void => {
      const text = new TextDecoder().decode(bytes)
      answer.chunk(new TextEncoder().encode(text.replace('v1.36.2', 'v1.36.9')))
    }
    return http.request(request, { ...answer, chunk })
  },
})

/** What a node wrote alone is lost, and the node is told that it is done. */
export const replayBelieved: Canary = {
  name: 'replay believed',
  checker: 'writes kept',
  seeds: 10,
  bug: 'the cloud reads an object where it should write on it what its node wrote alone',
  cloudPorts: (ports) =>
    askAltered(ports, (request, text) => {
      const isReplay = request.method === 'PATCH' && text.includes('causeway.io/replayed-write')
      const path = request.path.replace(/\/status$/, '')
      return isReplay ? { ...request, method: 'GET', path, body: new Uint8Array() } : request
    }),
}
