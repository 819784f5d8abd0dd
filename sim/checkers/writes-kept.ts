// Checks that what a node's API answered with success has its effect in Kubernetes, once, however long the node was alone.
import { factFromEnvelope } from '../../schemas/fact-codec.ts'
import { isFault } from '../../src/kernel/fault.ts'
import { writeText } from '../../src/mirror/pending/write.ts'
import type { Change } from '../../src/objects/collection.ts'
import { kinds, listOf } from '../kube/controllers/kinds.ts'
import type { KubeServer } from '../kube/server.ts'
import type { Acknowledged } from '../world/ledger.ts'
import type { Note } from '../world/node-ears.ts'
import { notesOn } from '../world/notes.ts'
import type { Find, MakeChecker } from './checker.ts'

interface Written {
  readonly note: Note
  /** Kubernetes has had it. */
  wasSeen: boolean
  /** It has had it since it was restored, if it was. */
  isDone: boolean
  /** The node answered that it was written; how often its disk was exchanged before. */
  answeredIn: number | undefined
  /** That was before Kubernetes had it: the node took it alone. */
  wasAlone: boolean
}

/** The checker. Its ledger are the notes of the clients on nodes: each has a text that no other has. */
export const writesKept: MakeChecker = ({ core, ledger, server }, find) => {
  const written = new Map<string, Written>()
  const alone = takenAlone()
  return {
    name: 'writes kept',
    fact: alone.hear,
    noting: (note) => void written.set(note.text, fresh(note)),
    noted: ({ node, text }) => {
      const one = written.get(text)
      if (one === undefined) return
      one.answeredIn = ledger.forgotten(`node/${node}`)
      one.wasAlone = !one.wasSeen
    },
    began: (begun) => forgetUndone(written, begun),
    change: (resource, change) => {
      if (resource === 'nodes' || resource === 'pods') see(written, change, find)
    },
    healed: (disagreed) => {
      if (server() === undefined) return
      const nodes = new Set<string>(core.map(({ node }) => node))
      const later = new Set<string>()
      for (const { note, wasSeen, answeredIn, wasAlone } of [...written.values()].toReversed()) {
        const { node, resource, name, slot, text } = note
        const place = `${resource}/${name} ${slot}`
        const isOwed = nodes.has(node) && answeredIn === ledger.forgotten(`node/${node}`)
        const isWell = wasSeen || later.has(place) || alone.refused(text)
        if (isOwed && !isWell)
          disagreed(`Kubernetes never had ${slot} "${text}" of ${resource}/${name}`)
        // Of writes that wait, a later one of the same place is done instead, whether its answer came or not.
        if (wasAlone || (isWell && alone.took(text))) later.add(place)
      }
    },
  }
}

const fresh = (note: Note): Written => ({
  note,
  wasSeen: false,
  isDone: false,
  answeredIn: undefined,
  wasAlone: false,
})

/** Each note comes into its place once. */
function see(
  written: ReadonlyMap<string, Written>,
  { object, previous, type }: Change,
  find: Find,
) {
  if (type === 'DELETED') return
  const before = previous === undefined ? undefined : notesOn(previous)
  for (const [slot, text] of notesOn(object)) {
    const one = written.get(text)
    if (one === undefined || before?.get(slot) === text) continue
    if (one.isDone) find(`${slot} "${text}" of ${object.metadata.name} came twice`)
    one.wasSeen = true
    one.isDone = true
  }
}

/** A Kubernetes that was restored from an older copy has not had what came since, and may have it again. */
function forgetUndone(written: ReadonlyMap<string, Written>, { collection }: KubeServer): void {
  const all = [...listOf(collection, kinds.nodes), ...listOf(collection, kinds.pods)]
  const there = new Set(all.flatMap((object) => [...notesOn(object).values()]))
  for (const one of written.values()) if (!there.has(one.note.text)) one.isDone = false
}

/** Kubernetes wants every note, as long as it has the object. */
const goneFor: readonly string[] = ['gone', 'replaced']

/** The notes of writes that nodes took alone, and those that the cloud says had no effect, for what they are about is gone. */
function takenAlone() {
  const texts = new Map<string, string>()
  const refused = new Set<string>()
  const hear = ({ envelope }: Acknowledged): void => {
    const { kind } = envelope
    if (kind !== 'write-accepted' && kind !== 'write-conflicted') return
    const fact = factFromEnvelope(envelope)
    if (isFault(fact)) return
    if (fact.kind === 'write-accepted') texts.set(writeText(fact), JSON.stringify(fact.change))
    const isGone = fact.kind === 'write-conflicted' && goneFor.includes(fact.reason)
    if (isGone) refused.add(texts.get(writeText(fact)) ?? '')
  }
  const hasIn = (changes: Iterable<string>, text: string): boolean =>
    [...changes].some((change) => change.includes(`"${text}"`))
  return {
    hear,
    took: (text: string) => hasIn(texts.values(), text),
    refused: (text: string) => hasIn(refused, text),
  }
}
