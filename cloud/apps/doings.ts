// What is done for apps: each wanted action once, what came of it, and what people are told of it.
import { Performer } from '../../bus/performer.ts'
import type { Tap } from '../../bus/tap.ts'
import type { UnitName } from '../../src/apps/dialect.ts'
import { holds, intentOf } from '../../src/apps/holds.ts'
import { markOf, renderedMark } from '../../src/apps/marks.ts'
import { placeOf } from '../../src/apps/unit-step.ts'
import type { Place } from '../../src/apps/unit-step.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import type { CloudConfig } from '../config.ts'
import type { KubeRequest } from '../kube-call.ts'
import type { CloudPorts } from '../ports.ts'
import type { App } from './app.ts'
import { appEvent } from './app-event.ts'
import type { AppWord } from './app-event.ts'
import type { AppAction, AppHands } from './hands.ts'

/** What the doings stand on. */
export interface DoingsParts {
  readonly ports: Pick<CloudPorts, 'clock' | 'random'> & { readonly tap: Tap }
  readonly config: Pick<CloudConfig, 'repeatMs' | 'retry'>
  readonly hands: AppHands
  /** Whether this replica writes to Kubernetes. */
  readonly isHolder: () => boolean
  readonly tellEvent: (event: KubeRequest) => void
  readonly appOf: (key: string) => App | undefined
  /** These units of an app are to be looked at again. */
  readonly touch: (key: string, units: readonly UnitName[]) => void
}

/** The doings of one replica. */
export class Doings {
  readonly #parts: DoingsParts
  readonly #performer: Performer<AppAction>
  /** What the server made of what it was given last, by place. */
  readonly #answers = new Map<Place, { readonly hash: string; readonly object: KubeObject }>()

  constructor(parts: DoingsParts) {
    const { ports, config, hands } = parts
    this.#parts = parts
    this.#performer = new Performer({
      clock: ports.clock,
      random: ports.random.fork('app hands'),
      perform: (action, done) => hands.perform(action, done),
      answered: (owner, action, fault) => this.#answered(owner, action, fault),
      repeatMs: config.repeatMs,
      retry: config.retry,
    })
  }

  /** All that an app itself wants now, or one of its units; whoever does not hold does nothing. */
  want({ key }: App, unit: UnitName | undefined, actions: readonly AppAction[]): void {
    this.#performer.want(ownerOf(key, unit), this.#parts.isHolder() ? actions : [])
  }

  /** An app is gone, and with it all that it wanted. */
  forget({ key, dealt }: App): void {
    for (const unit of [undefined, ...dealt]) this.#performer.want(ownerOf(key, unit), [])
  }

  /** Nothing goes on that was wanted. */
  stop(): void {
    this.#performer.stop()
  }

  /** Tells people, if it is ours to tell. */
  tell({ object }: App, word: AppWord): void {
    const { ports, tellEvent, isHolder } = this.#parts
    if (isHolder()) tellEvent(appEvent(object, word, ports.clock.wall()))
  }

  /** The server made this of an object: it is kept only where it reads otherwise than what was given. */
  learned({ kind, object: given }: AppAction, made: KubeObject): void {
    if (kind !== 'apply') return
    const place = placeOf(given)
    if (holds(made, intentOf(given))) this.#answers.delete(place)
    else this.#answers.set(place, { hash: markOf(given, renderedMark) ?? '', object: made })
  }

  /** What the server made of a child that it was given last, where that reads otherwise. */
  madeOf(place: Place, hash: string): KubeObject | undefined {
    const answer = this.#answers.get(place)
    return answer?.hash === hash ? answer.object : undefined
  }

  /** There is nothing at a place any more. */
  gone(place: Place): void {
    this.#answers.delete(place)
  }

  #answered(owner: string, action: AppAction, fault: Fault | undefined): void {
    const [key = '', unit] = owner.split('|')
    const app = this.#parts.appOf(key)
    if (app === undefined) return
    if (fault !== undefined) return this.#refused(app, unit, action, fault)
    if (unit === undefined) return this.#parts.touch(key, [])
    app.refused.delete(unit)
    const word = wordOf(action)
    if (word !== undefined) this.tell(app, word)
    this.#parts.touch(key, [unit])
  }

  #refused(app: App, unit: UnitName | undefined, { object }: AppAction, fault: Fault): void {
    const { code, message, retry } = fault
    const fields = { app: app.key, unit, code, message }
    this.#parts.ports.tap(retry === 'never' ? 'warn' : 'debug', 'app action refused', fields)
    if (retry !== 'never' || unit === undefined) return
    // It is tried again and again: that is told once.
    if (app.refused.get(unit)?.reason === message) return
    app.refused.set(unit, { field: placeOf(object), reason: message })
    this.tell(app, { type: 'Warning', reason: 'ChildRefused', message })
    this.#parts.touch(app.key, [])
  }
}

/** Who wants actions: a unit of an app, or the app itself, by its key alone. */
const ownerOf = (app: string, unit: UnitName | undefined): string =>
  unit === undefined ? app : `${app}|${unit}`

/** What people are told of what was done. */
function wordOf(action: AppAction): AppWord | undefined {
  const place = placeOf(action.object)
  if (action.kind === 'remove')
    return { type: 'Normal', reason: 'UnitRemoved', message: `${place} is removed` }
  if (action.kind !== 'annotate' || action.value === null) return undefined
  const message = `${place} stays for a while: its unit has no nodes`
  return { type: 'Normal', reason: 'UnitVanished', message }
}
