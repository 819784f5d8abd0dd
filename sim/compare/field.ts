// The field of the models: nodes, links and incidents as in a simulated world, with packets and requests between them.
import type { Clock } from '../../bus/clock.ts'
import { random } from '../../src/kernel/random.ts'
import type { Random } from '../../src/kernel/random.ts'
import { wallMs } from '../../src/kernel/time.ts'
import { streamMs } from '../network/link.ts'
import type { Deed, Plan } from '../plans/step.ts'
import { createSchedule } from '../schedule.ts'
import type { SimProcess } from '../sim-process.ts'
import type { PlacedNode } from '../world/layout.ts'
import type { Weather } from '../world/links.ts'
import { createFieldLinks } from './field-links.ts'
import type { FieldLinks, Place } from './field-links.ts'
import type { Stage } from './phases.ts'

/** Something that is sent. */
export interface Sent {
  readonly from: Place
  readonly to: Place
  readonly bytes: number
}

/** What is asked with a request. */
export interface Asked {
  readonly timeoutMs: number
  readonly answerBytes: number
  /** What the other does before it answers. */
  readonly serve?: () => void
  /** Whether the answer came in time. */
  readonly done: (answered: boolean) => void
}

/** The field. */
export interface Field extends Stage {
  readonly nodes: readonly PlacedNode[]
  readonly random: Random
  readonly now: () => number
  readonly clock: (place: Place) => Clock
  /** A packet is lost or arrives; nobody is told. */
  readonly packet: (sent: Sent, arrive: () => void) => void
  /** A request on a connection of its own, on which everything is sent again until it arrives. */
  readonly ask: (sent: Sent, asked: Asked) => void
}

/** What a field is made of. */
export interface FieldOptions {
  readonly seed: number | string
  readonly nodes: readonly PlacedNode[]
  readonly weather: Weather
  readonly plan: Plan
}

interface Ground {
  readonly world: Clock
  readonly clock: (place: Place) => Clock
  readonly links: FieldLinks
  /** Chance on the links. */
  readonly chance: Random
  messages: number
  bytes: number
}

/** A field whose plan has not begun. */
export function createField({ seed, nodes, weather, plan }: FieldOptions): Field {
  const draw = random(seed)
  const schedule = createSchedule({ wallStart: wallMs(0), random: draw.fork('schedule') })
  const world = schedule.spawn().clock
  const places: readonly Place[] = [...nodes.map(({ node }) => node), 'mainland']
  const processes = new Map(places.map((place) => [place, schedule.spawn()]))
  const links = createFieldLinks(nodes, weather)
  const clock = (place: Place): Clock => processes.get(place)?.clock ?? world
  const chance = draw.fork('links')
  const ground: Ground = { world, clock, links, chance, messages: 0, bytes: 0 }
  for (const { atMs, deed } of plan) world.after(atMs, () => act(deed, processes, links))
  return {
    nodes,
    random: draw.fork('models'),
    now: schedule.now,
    clock,
    packet: (sent, arrive) => packet(ground, sent, arrive),
    ask: (sent, asked) => ask(ground, sent, asked),
    run: schedule.run,
    lose: links.lose,
    sent: () => ({ messages: ground.messages, bytes: ground.bytes }),
  }
}

function count(ground: Ground, { bytes }: Sent): void {
  ground.messages += 1
  ground.bytes += bytes
}

function packet(ground: Ground, sent: Sent, arrive: () => void): void {
  const { world, clock, links, chance } = ground
  const { from, to } = sent
  count(ground, sent)
  const { latencyMs, jitterMs, loss } = links.rules(from, to)
  if (!links.isOpen(from, to) || chance.next() < loss) return
  world.after(latencyMs + jitterMs * chance.next(), () => clock(to).soon(arrive))
}

function ask(ground: Ground, sent: Sent, { timeoutMs, answerBytes, serve, done }: Asked): void {
  const { from, to } = sent
  const back: Sent = { from: to, to: from, bytes: answerBytes }
  let waits = true
  const end = (answered: boolean): void => {
    if (!waits) return
    waits = false
    stop()
    done(answered)
  }
  const stop = ground.clock(from).after(timeoutMs, () => end(false))
  const connected = (): void => {
    if (!waits) return
    stream(ground, sent, () => {
      serve?.()
      stream(ground, back, () => end(true))
    })
  }
  travel(ground, sent, () => travel(ground, back, connected))
}

/** A message on a connection. */
function stream(ground: Ground, sent: Sent, arrive: () => void): void {
  count(ground, sent)
  travel(ground, sent, () => ground.clock(sent.to).soon(arrive))
}

/** What a cut takes on its way is lost here: who asked asks again. */
function travel({ world, links, chance }: Ground, { from, to }: Sent, arrive: () => void): void {
  if (links.isOpen(from, to)) world.after(streamMs(links.rules(from, to), chance), arrive)
}

/** What a model can feel of a plan: cuts, and machines that die or stand still. */
function act(deed: Deed, processes: ReadonlyMap<Place, SimProcess>, links: FieldLinks): void {
  if (deed.do === 'cut') links.cut(deed.nodes, deed)
  if (deed.do === 'heal') links.heal(deed.nodes)
  if (deed.do !== 'kill' && deed.do !== 'stall') return
  const process = processes.get('node' in deed.what ? deed.what.node : 'mainland')
  if (deed.do === 'kill') process?.kill()
  else process?.stall(deed.forMs)
}
