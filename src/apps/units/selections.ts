// Who selects whom by names and labels, kept true as either side changes: a change costs what it touches.
import { selectsLabels } from '../../objects/selectors/label-selector.ts'
import type { LabelSelector } from '../../objects/selectors/label-selector.ts'
import { Links } from './links.ts'
import type { Choice } from './unit-dialect.ts'

type Labels = Readonly<Record<string, string>>

/** Where selectors hang that ask for no value in particular: every thing is tried on these. */
const anywhere = ''

/** Choosers, each with a choice, and things, each with labels. */
export class Selections {
  readonly #choices = new Map<string, Choice>()
  readonly #things = new Map<string, Labels>()
  /** Choosers by the `key=value` that a thing must have to be selected, and by the names that they name. */
  readonly #anchors = new Links()
  readonly #named = new Links()
  /** Things by the `key=value` of their labels. */
  readonly #labelled = new Links()
  readonly #chosen = new Links()

  /** Takes a chooser as it is now; undefined when it is gone. */
  setChooser(chooser: string, choice: Choice | undefined): void {
    const before = this.#choices.get(chooser)
    for (const anchor of anchorsOf(before)) this.#anchors.cut(anchor, chooser)
    for (const name of before?.names ?? []) this.#named.cut(name, chooser)
    for (const thing of this.chosenBy(chooser)) this.#chosen.cut(chooser, thing)
    if (choice === undefined) return void this.#choices.delete(chooser)
    this.#choices.set(chooser, choice)
    for (const anchor of anchorsOf(choice)) this.#anchors.tie(anchor, chooser)
    for (const name of choice.names) this.#named.tie(name, chooser)
    for (const thing of this.#candidates(choice)) {
      if (isChosen(choice, thing, this.#things.get(thing))) this.#chosen.tie(chooser, thing)
    }
  }

  /** Takes a thing with its labels as they are now; undefined when it is gone. */
  setThing(thing: string, labels: Labels | undefined): void {
    for (const pair of pairsOf(this.#things.get(thing))) this.#labelled.cut(pair, thing)
    for (const chooser of this.choosersOf(thing)) this.#chosen.cut(chooser, thing)
    if (labels === undefined) return void this.#things.delete(thing)
    this.#things.set(thing, labels)
    const pairs = pairsOf(labels)
    for (const pair of pairs) this.#labelled.tie(pair, thing)
    const choosers = new Set(this.#named.of(thing))
    for (const anchor of [anywhere, ...pairs])
      for (const chooser of this.#anchors.of(anchor)) choosers.add(chooser)
    for (const chooser of choosers) {
      if (isChosen(this.#choices.get(chooser), thing, labels)) this.#chosen.tie(chooser, thing)
    }
  }

  /** The things that a chooser chooses. */
  chosenBy(chooser: string): readonly string[] {
    return [...this.#chosen.of(chooser)]
  }

  /** Those that choose a thing. */
  choosersOf(thing: string): readonly string[] {
    return [...this.#chosen.back(thing)]
  }

  /** The names that a chooser names and no thing has. */
  missing(chooser: string): readonly string[] {
    const names = new Set(this.#choices.get(chooser)?.names)
    return [...names].filter((name) => !this.#things.has(name))
  }

  /** The labels of a thing as they were taken. */
  labelsOf(thing: string): Labels | undefined {
    return this.#things.get(thing)
  }

  #candidates({ names, selectors }: Choice): ReadonlySet<string> {
    const found = new Set(names)
    for (const anchor of anchorsOf({ names: [], selectors })) {
      const things = anchor === anywhere ? this.#things.keys() : this.#labelled.of(anchor)
      for (const thing of things) found.add(thing)
    }
    return found
  }
}

const isChosen = (choice: Choice | undefined, thing: string, labels: Labels | undefined) =>
  choice !== undefined &&
  labels !== undefined &&
  (choice.names.includes(thing) || choice.selectors.some((each) => selectsLabels(each, labels)))

const pairsOf = (labels: Labels = {}): readonly string[] =>
  Object.entries(labels).map(([key, value]) => `${key}=${value}`)

const anchorsOf = (choice: Choice | undefined): readonly string[] =>
  choice?.selectors.flatMap(anchorOf) ?? []

/** What a thing must have one of to be selected. */
function anchorOf({ requirements }: LabelSelector): readonly string[] {
  const exact = requirements.find(({ operator }) => operator === '=' || operator === 'in')
  return exact === undefined ? [anywhere] : exact.values.map((value) => `${exact.key}=${value}`)
}
