// One story as a transcript that is equal on every bus: a node is cut and healed, another dies and comes back, a site is cut.

/** What the cloud's facts must tell, of each node and site in order. */
export const oneStory = `
site-a-1: isolated, healthy
site-a-2: failed, healthy
site-b: cut, healed
site-b-1: isolated, healthy
site-b-2: isolated, healthy
`.trimStart()

/** A fact as `causeway events -o json` lists it. */
interface Listed {
  readonly fact: Readonly<Record<string, unknown>>
}

const words: Readonly<Record<string, string>> = {
  'site-cut': 'cut',
  'site-healed': 'healed',
}

/** The transcript of what was listed, a JSON object a line. */
export function storyOf(events: readonly string[]): string {
  const told = new Map<string, string[]>()
  for (const line of events) {
    const { fact } = JSON.parse(line) as Listed
    const { kind, node, site, verdict } = fact as Readonly<Record<string, string>>
    const word = kind === 'verdict-reached' ? verdict : words[kind ?? '']
    if (word === undefined) continue
    const of = node ?? site ?? ''
    told.set(of, [...(told.get(of) ?? []), word])
  }
  const names = [...told.keys()].toSorted()
  return names.map((of) => `${of}: ${settled(told.get(of) ?? []).join(', ')}\n`).join('')
}

/**
 * A dead node may be isolated on its way there and back: its silence and the last ballot that calls it dead come within
 * one beat, and when it starts again its peers may see it before the cloud does (H10).
 */
const settled = (words: readonly string[]): readonly string[] =>
  words.filter(
    (word, at) => word !== 'isolated' || ![words[at - 1], words[at + 1]].includes('failed'),
  )
