// A client on a simulated node that reads what its kubelet may read, and writes notes on its Node and on its pods, cut off or not.
import { reflect } from '../../bus/reflector.ts'
import { reflectorConfig } from '../../bus/reflector-read.ts'
import type { HttpClient } from '../../bus/http.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { NodeId } from '../../src/kernel/ids.ts'
import { createApi, succeeded } from '../kube/kubelet/api.ts'
import type { Api, ApiRequest } from '../kube/kubelet/api.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import type { Note, NodeEars } from './node-ears.ts'
import type { Life } from './process.ts'

/** What notes are written with. */
export interface NotesParts extends Pick<Life, 'clock' | 'random' | 'tap'> {
  readonly http: HttpClient
  readonly node: NodeId
  /** It does something this often, half as often or half as often again. */
  readonly everyMs: number
  readonly silenceMs: number
  /** The number of the next note of this node, of whichever life. */
  readonly next: () => number
  readonly ears: Pick<NodeEars, 'noting' | 'noted'>
}

/** Where notes stand on an object; so few that later ones take the place of earlier ones. */
const slots = 3
/** Begins the name of an annotation, or of a condition. */
const prefix = 'notes.sim/'

/** The notes that an object bears, by their slot. */
export function notesOn(object: KubeObject): ReadonlyMap<string, string> {
  const { annotations = {} } = object.metadata
  const { conditions = [] } = (object['status'] ?? {}) as {
    readonly conditions?: readonly { readonly type: string; readonly message?: string }[]
  }
  const said = conditions.map(({ type, message = '' }) => [type, message] as const)
  const all = [...Object.entries(annotations), ...said]
  return new Map(all.filter(([name]) => name.startsWith(prefix)))
}

/** Goes on until its process ends. */
export function keepNotes(parts: NotesParts): void {
  const { clock, random, everyMs, silenceMs, node } = parts
  const api = createApi(parts, silenceMs, () => undefined)
  const turn = (): void => {
    const work = turns[random.below(turns.length)] ?? noteOnNode
    work(parts, api)
    clock.after(everyMs * (0.5 + random.next()), turn)
  }
  clock.after(everyMs, turn)
  const resource = { path: '/apis/discovery.k8s.io/v1/endpointslices' }
  reflect(
    parts,
    resource,
    {
      ...deaf,
      broke: ({ message }) => parts.tap('info', 'watch of slices broke off', { node, message }),
    },
    {
      ...reflectorConfig,
      listSilenceMs: silenceMs,
    },
  )
}

const nothing = (): void => undefined
const deaf = { seen: nothing, deleted: nothing, synced: nothing, resumed: nothing, fell: nothing }

type Turn = (parts: NotesParts, api: Api) => void

const noteOnNode: Turn = (parts, api) => {
  const note = newNote(parts, 'nodes', parts.node)
  write(parts, api, note, {
    method: 'PATCH',
    path: pathOf(note),
    contentType: 'application/merge-patch+json',
    body: { metadata: { annotations: { [note.slot]: note.text } } },
  })
}

/** The whole Node as it was read, with a note; whoever wrote meanwhile makes it a conflict. */
const updateNode: Turn = (parts, api) => {
  const path = `/api/v1/nodes/${parts.node}`
  api({ method: 'GET', path }, (found) => {
    if (!succeeded(found)) return
    const node = found.body as KubeObject
    const note = newNote(parts, 'nodes', parts.node)
    const annotations = { ...node.metadata.annotations, [note.slot]: note.text }
    const body = { ...node, metadata: { ...node.metadata, annotations } }
    write(parts, api, note, { method: 'PUT', path, body })
  })
}

const noteOnPod: Turn = (parts, api) => {
  const query = `fieldSelector=${encodeURIComponent(`spec.nodeName=${parts.node}`)}`
  api({ method: 'GET', path: `/api/v1/pods?${query}` }, (found) => {
    if (!succeeded(found)) return
    const { items } = found.body as { readonly items: readonly KubeObject[] }
    const pod = items[parts.random.below(items.length)]
    if (pod === undefined) return
    const note = newNote(parts, 'pods', pod.metadata.name)
    const condition = { type: note.slot, status: 'True', message: note.text }
    write(parts, api, note, {
      method: 'PATCH',
      path: `${pathOf(note)}/status`,
      contentType: 'application/strategic-merge-patch+json',
      body: { metadata: { uid: pod.metadata.uid }, status: { conditions: [condition] } },
    })
  })
}

const readSomething: Turn = ({ random }, api) => {
  const path = readPaths[random.below(readPaths.length)] ?? ''
  api({ method: 'GET', path }, nothing)
}

/** What a kubelet and a proxy read, and what the pods of the workload refer to. */
const readPaths = [
  '/api/v1/nodes',
  '/api/v1/services',
  '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices',
  '/api/v1/namespaces/default/secrets/web',
  '/api/v1/namespaces/default/configmaps/web',
]

const turns: readonly Turn[] = [
  noteOnNode,
  noteOnNode,
  updateNode,
  noteOnPod,
  noteOnPod,
  readSomething,
]

function newNote(
  { node, next, random }: NotesParts,
  resource: Note['resource'],
  name: string,
): Note {
  const slot = `${prefix}${random.below(slots)}`
  return { node, resource, name, slot, text: `${node} ${next()}` }
}

const pathOf = ({ resource, name }: Note): string =>
  resource === 'nodes' ? `/api/v1/nodes/${name}` : `/api/v1/namespaces/default/pods/${name}`

function write({ ears }: NotesParts, api: Api, note: Note, request: ApiRequest): void {
  ears.noting(note)
  api(request, (outcome) => {
    if (!isFault(outcome) && succeeded(outcome)) ears.noted(note)
  })
}
