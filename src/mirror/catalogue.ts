// Every object that feeds may carry, once, and the scopes it belongs to, which change as pods come and go.
import { sameBytes } from '../kernel/chain.ts'
import type { KubeObject } from '../objects/object.ts'
import type { FeedKind } from './kinds.ts'
import { Neighbours } from './neighbours.ts'
import { claimOfVolume, nodeOfPod, referencesOf, secretsOfVolume } from './references.ts'
import { keyText, nodeScope, siteScope } from './scope.ts'
import type { ObjectKey, Scope } from './scope.ts'
import { neighboursTold, nodesTold, toldNodeKey, toldNodeObject } from './told-node.ts'
import { trimmedNode, withoutHeartbeats, withoutManagers } from './trim.ts'

/** An object is in a scope as `body`, or, without one, is not there any more. */
export interface Placement {
  readonly scope: Scope
  readonly key: ObjectKey
  readonly body: Uint8Array | undefined
}

interface Entry {
  readonly key: ObjectKey
  /** The object as JSON: a fraction of what it takes parsed. */
  readonly body: Uint8Array
  /** A Node whole, for itself. */
  readonly whole?: Uint8Array
  /** Where it belongs of itself; empty for what is referred to. */
  readonly own: readonly Scope[]
  /** What it refers to: that belongs where it belongs itself. */
  readonly refersTo: readonly string[]
  /** The claim that a persistent volume is bound to: it belongs where that does. */
  readonly claim?: string | undefined
}

const leadsNowhere: Pick<Entry, 'refersTo' | 'claim'> = { refersTo: [] }

/** The objects and their scopes. */
export class Catalogue {
  readonly #siteOf: (node: KubeObject) => string
  readonly #keysNamedBy: (service: KubeObject) => readonly string[]
  readonly #neighbours = new Neighbours()
  readonly #entries = new Map<string, Entry>()
  /** The persistent volumes that are bound to a claim, whether the claim is there or not. */
  readonly #bound = new Map<string, Set<string>>()
  /** How many objects of each scope refer to an object. */
  readonly #referred = new Map<string, Map<Scope, number>>()
  readonly #members = new Map<Scope, Set<string>>()

  /** `siteOf` tells the site of a Node, `keysNamedBy` the label keys of nodes that a Service names. */
  constructor(
    siteOf: (node: KubeObject) => string,
    keysNamedBy: (service: KubeObject) => readonly string[] = () => [],
  ) {
    this.#siteOf = siteOf
    this.#keysNamedBy = keysNamedBy
  }

  /** Takes an object as it is now: what that changes in which scope. */
  take(kind: FeedKind, object: KubeObject): readonly Placement[] {
    const { group, resource } = kind
    const { namespace = '', name } = object.metadata
    const key = { group, resource, namespace, name }
    const placed = this.#change(keyText(key), this.#entryOf(kind, key, object))
    const told = this.#tell(this.#toldOtherwise(key, object))
    if (told.length === 0) return placed
    // Whom a node needs to know when this changes is told before, whom it needs no more after.
    const isThere = ({ body }: Placement): boolean => body !== undefined
    return [...told.filter(isThere), ...placed, ...told.filter((placement) => !isThere(placement))]
  }

  /** Takes word that an object is gone. */
  drop(key: ObjectKey): readonly Placement[] {
    const left = this.#change(keyText(key), undefined)
    return [...left, ...this.#tell(this.#toldOtherwise(key, undefined))]
  }

  /** Takes word that a node is failed, or is not any more. */
  failed(node: string, isFailed: boolean): readonly Placement[] {
    return this.#tell(this.#neighbours.failed(node, isFailed))
  }

  /** All that is in a scope now. */
  in(scope: Scope): readonly Placement[] {
    const members = [...(this.#members.get(scope) ?? [])]
    return members.flatMap((text) => {
      const entry = this.#entries.get(text)
      return entry === undefined ? [] : [{ scope, key: entry.key, body: bodyIn(scope, entry) }]
    })
  }

  has(scope: Scope, key: ObjectKey): boolean {
    return this.#members.get(scope)?.has(keyText(key)) === true
  }

  /** The nodes that sites may have to be told of otherwise because of an object. */
  #toldOtherwise(key: ObjectKey, object: KubeObject | undefined): Iterable<string> {
    if (key.group !== '') return []
    if (key.resource === 'services')
      return this.#neighbours.names(keyText(key), object ? this.#keysNamedBy(object) : [])
    if (key.resource !== 'nodes') return []
    const labels = object?.metadata.labels ?? {}
    return this.#neighbours.node(key.name, object && { site: this.#siteOf(object), labels })
  }

  /** Tells of nodes as it is to be now: to everybody, to sites, or to nobody. */
  #tell(names: Iterable<string>): readonly Placement[] {
    return [...names].flatMap((name) => {
      const told = this.#neighbours.of(name)
      return [nodesTold, neighboursTold].flatMap((kind) => {
        const key = toldNodeKey(kind, name)
        const isSo = told?.scopes.includes('all') === (kind === nodesTold)
        if (told === undefined || !isSo)
          return this.#entries.has(keyText(key)) ? this.#change(keyText(key), undefined) : []
        const body = bytesOf(toldNodeObject(name, told))
        const known = this.#entries.get(keyText(key))
        const isSame = known?.own.join() === told.scopes.join() && sameBytes(known.body, body)
        if (isSame) return []
        return this.#change(keyText(key), { key, body, own: told.scopes, refersTo: [] })
      })
    })
  }

  #entryOf({ rule }: FeedKind, key: ObjectKey, object: KubeObject): Entry {
    const shown = rule === 'site' ? trimmedNode(object) : withoutManagers(object)
    const body = bytesOf(shown)
    if (rule === 'site') {
      const own = [siteScope(this.#siteOf(object)), nodeScope(key.name)]
      return { key, body, whole: this.#wholeNode(key, object), own, refersTo: [] }
    }
    if (rule === 'all') return { key, body, own: ['all'], refersTo: [] }
    if (key.resource === 'persistentvolumes') {
      const [refersTo, claim] = [secretsOfVolume(object), claimOfVolume(object)]
      return { key, body, own: [], refersTo, claim }
    }
    const node = rule === 'node' ? nodeOfPod(object) : undefined
    const isBound = node !== undefined && key.resource === 'pods'
    const refersTo = isBound ? referencesOf(object) : []
    return { key, body, own: node === undefined ? [] : [nodeScope(node)], refersTo }
  }

  /** A node wrote its heartbeats itself: they alone are no news to it. */
  #wholeNode(key: ObjectKey, object: KubeObject): Uint8Array {
    const known = this.#entries.get(keyText(key))?.whole
    const isNews =
      known === undefined ||
      textOf(withoutHeartbeats(JSON.parse(text.decode(known)) as KubeObject)) !==
        textOf(withoutHeartbeats(withoutManagers(object)))
    return isNews ? bytesOf(withoutManagers(object)) : known
  }

  #change(text: string, entry: Entry | undefined): readonly Placement[] {
    const was = this.#entries.get(text) ?? leadsNowhere
    const is = entry ?? leadsNowhere
    const were = [...this.#reach([text, ...is.refersTo])].map((each) => ({
      each,
      scopes: this.#scopesOf(each),
      entry: this.#entries.get(each),
    }))
    for (const to of was.refersTo) this.#count(to, this.#holders(text), -1)
    if (was.claim !== is.claim) this.#bind(text, was.claim, is.claim)
    if (entry === undefined) this.#entries.delete(text)
    else this.#entries.set(text, entry)
    for (const to of is.refersTo) this.#count(to, this.#holders(text), 1)
    return were.flatMap((one) => this.#moved(one, one.each === text))
  }

  /** These objects and all that they lead to. */
  #reach(texts: readonly string[]): ReadonlySet<string> {
    const reached = new Set(texts)
    for (const each of reached) for (const to of this.#leadsTo(each)) reached.add(to)
    return reached
  }

  /** What belongs where this object does. */
  #leadsTo(text: string): readonly string[] {
    return [...(this.#entries.get(text)?.refersTo ?? []), ...(this.#bound.get(text) ?? [])]
  }

  /** A volume is bound to another claim than before; the Secrets that it refers to are not counted now. */
  #bind(text: string, was: string | undefined, is: string | undefined): void {
    if (was !== undefined) {
      const volumes = this.#bound.get(was)
      volumes?.delete(text)
      if (volumes?.size === 0) this.#bound.delete(was)
      this.#hold(text, this.#holders(was), -1)
    }
    if (is === undefined) return
    this.#bound.set(is, (this.#bound.get(is) ?? new Set()).add(text))
    this.#hold(text, this.#holders(is), 1)
  }

  /** Where an object was and is: it is placed where it is new or changed, and leaves where it was. */
  #moved(
    was: {
      readonly each: string
      readonly scopes: readonly Scope[]
      readonly entry: Entry | undefined
    },
    changed: boolean,
  ): readonly Placement[] {
    const entry = this.#entries.get(was.each)
    const scopes = this.#scopesOf(was.each)
    const key = entry?.key ?? was.entry?.key
    if (key === undefined) return []
    const left = was.scopes.filter((scope) => !scopes.includes(scope))
    const placed = scopes.filter((scope) => changed || !was.scopes.includes(scope))
    for (const scope of left) this.#leave(scope, was.each)
    for (const scope of placed) this.#memberOf(scope).add(was.each)
    return [
      ...left.map((scope) => ({ scope, key, body: undefined })),
      ...placed.map((scope) => ({
        scope,
        key,
        body: entry === undefined ? undefined : bodyIn(scope, entry),
      })),
    ]
  }

  #scopesOf(text: string): readonly Scope[] {
    return this.#entries.has(text) ? this.#holders(text) : []
  }

  /** Where an object belongs, or would if it were there. */
  #holders(text: string): readonly Scope[] {
    const own = this.#entries.get(text)?.own ?? []
    return own.length > 0 ? own : [...(this.#referred.get(text)?.keys() ?? [])]
  }

  #memberOf(scope: Scope): Set<string> {
    const known = this.#members.get(scope) ?? new Set<string>()
    this.#members.set(scope, known)
    return known
  }

  #leave(scope: Scope, text: string): void {
    const members = this.#members.get(scope)
    members?.delete(text)
    if (members?.size === 0) this.#members.delete(scope)
  }

  /** One referrer more or less in these scopes; where it is the first or last, so for what this leads to. */
  #count(text: string, scopes: readonly Scope[], by: 1 | -1): void {
    const turned = this.#hold(text, scopes, by)
    if (turned.length > 0) for (const to of this.#leadsTo(text)) this.#count(to, turned, by)
  }

  /** Counts one object alone: the scopes where this was the first or the last referrer. */
  #hold(text: string, scopes: readonly Scope[], by: 1 | -1): readonly Scope[] {
    const counts = this.#referred.get(text) ?? new Map<Scope, number>()
    const turned = scopes.filter((scope) => {
      const count = (counts.get(scope) ?? 0) + by
      if (count === 0) counts.delete(scope)
      else counts.set(scope, count)
      return count === (by === 1 ? 1 : 0)
    })
    if (counts.size === 0) this.#referred.delete(text)
    else this.#referred.set(text, counts)
    return turned
  }
}

const utf8 = new TextEncoder()
const text = new TextDecoder()
const textOf = (object: unknown): string => JSON.stringify(object)
const bytesOf = (object: unknown): Uint8Array => utf8.encode(textOf(object))

const bodyIn = (scope: Scope, { body, whole = body }: Entry): Uint8Array =>
  scope.startsWith('node/') ? whole : body
