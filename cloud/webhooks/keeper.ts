// Keeps the configurations of the cloud's webhooks true in Kubernetes, those that are wanted there, by the one replica that may write.
import type { Cancel, Clock } from '../../bus/clock.ts'
import type { HttpClient } from '../../bus/http.ts'
import type { Tap } from '../../bus/tap.ts'
import { items, text } from '../../src/objects/fields.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { dropObject, keepObject } from '../belt/kept-object.ts'
import type { KeptObject } from '../belt/kept-object.ts'
import { kubeCall } from '../kube-call.ts'
import { webhookObjects } from './configurations.ts'
import type { DoorPlace, WebhookName } from './configurations.ts'

/** What does the second belt's work: policies, or the webhook where a server knows none. */
export type BeltMeans = 'policies' | 'webhook' | 'none'

/** What the keeper stands on. */
export interface KeeperParts {
  readonly kube: HttpClient
  readonly clock: Clock
  readonly say: Tap
  readonly checkMs: number
  /** Where the door is; undefined: there is none, and what an earlier cloud left is taken away. */
  readonly place: DoorPlace | undefined
  /** Whether there is to be a second belt. */
  readonly isWorn: boolean
}

const groupPath = '/apis/admissionregistration.k8s.io/v1'
const nowhere: DoorPlace = { url: '', authority: '' }

/** The keeper of one replica; it writes while that has the right to hold. */
export class WebhookKeeper {
  readonly #parts: KeeperParts
  readonly #refused = new Set<string>()
  #means: BeltMeans | undefined
  #cancel: Cancel = () => undefined

  constructor(parts: KeeperParts) {
    this.#parts = parts
  }

  /** The right to hold was won or lost. */
  right(has: boolean): void {
    this.stop()
    if (has) this.#look()
  }

  /** Writes nothing more. */
  stop(): void {
    this.#cancel()
  }

  /** What does the second belt's work, as far as this replica had to find out. */
  means(): BeltMeans | undefined {
    return this.#means
  }

  #look(): void {
    const { place } = this.#parts
    if (place === undefined) return this.#mend(Object.values(webhookObjects(nowhere)).map(drop))
    this.#cancel = kubeCall(this.#parts, { method: 'GET', path: groupPath }, (group) => {
      if (isFault(group)) return this.#failed(group, () => this.#later())
      this.#found(hasPolicies(group))
      const wanted = Object.entries(webhookObjects(place)) as [WebhookName, KeptObject][]
      const isWanted = (name: WebhookName) => name !== 'belt' || this.#means === 'webhook'
      this.#mend(wanted.map(([name, kept]) => (isWanted(name) ? keep(kept) : drop(kept))))
    })
  }

  #found(has: boolean): void {
    const { isWorn, say } = this.#parts
    const means = !isWorn ? 'none' : has ? 'policies' : 'webhook'
    if (means === this.#means) return
    this.#means = means
    say('info', 'second belt', { by: means })
  }

  #mend(steps: readonly Step[]): void {
    const next = (i: number): void => {
      const step = steps[i]
      if (step === undefined) return this.#later()
      this.#cancel = step(this.#parts, (fault) => {
        if (fault === undefined) next(i + 1)
        else this.#failed(fault, () => next(i + 1))
      })
    }
    next(0)
  }

  /** Somebody may change them; what is taken away is not looked at again. */
  #later(): void {
    const { clock, checkMs, place } = this.#parts
    if (place !== undefined) this.#cancel = clock.after(checkMs, () => this.#look())
  }

  /** What never will succeed is said once, and tried again all the same: rights may come. */
  #failed({ code, message, retry }: Fault, then: () => void): void {
    const { say, place } = this.#parts
    const isNews = retry === 'never' && place !== undefined && !this.#refused.has(message)
    const todo = 'let the cloud get, create, patch and delete configurations of webhooks'
    if (isNews) say('warn', 'webhooks refused', { code, message, todo })
    else say('debug', 'webhooks not mended', { code })
    this.#refused.add(message)
    then()
  }
}

type Step = (parts: KeeperParts, done: (fault: Fault | undefined) => void) => Cancel

const keep =
  (kept: KeptObject): Step =>
  (parts, done) =>
    keepObject(parts, kept, done)

const drop =
  ({ path }: KeptObject): Step =>
  (parts, done) =>
    dropObject(parts, path, done)

const hasPolicies = (group: KubeObject): boolean =>
  items(group, 'resources').some((each) => text(each, 'name') === 'validatingadmissionpolicies')
