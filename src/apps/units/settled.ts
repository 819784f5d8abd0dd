// What several units give one node, put together: where two differ, the same one wins always, and the other is told.
import type { Problem } from '../dialect.ts'
import { isEqualTaint, isSameTaint, nothingGiven } from './given.ts'
import type { Given, Taint } from './given.ts'
import type { Gift } from './unit-dialect.ts'

/** What one unit wants to give. */
export interface Claim {
  /** The unit, as the index calls it. */
  readonly unit: string
  /** The unit in words, for those who lose against it. */
  readonly words: string
  readonly gift: Gift
}

/** What a node is given, and what units could not give it. */
export interface Settled {
  readonly given: Given
  readonly problems: readonly { readonly unit: string; readonly problem: Problem }[]
}

/** Puts claims together; the earlier has precedence, but before all gifts come the marks of all units. */
export function settled(node: string, claims: readonly Claim[]): Settled {
  if (claims.length === 0) return { given: nothingGiven, problems: [] }
  const labels = new Contest(node)
  const annotations = new Contest(node)
  for (const claim of claims) {
    const { mark } = claim.gift
    if (mark !== undefined) labels.take(claim, mark[0], mark[1], 'metadata.name')
  }
  for (const claim of claims) {
    for (const [key, value] of Object.entries(claim.gift.labels))
      labels.take(claim, key, value, `labels[${key}]`)
    for (const [key, value] of Object.entries(claim.gift.annotations))
      annotations.take(claim, key, value, `annotations[${key}]`)
  }
  const { taints, problems } = taintsOf(node, claims)
  const given = {
    labels: labels.values(),
    annotations: annotations.values(),
    taints,
    unschedulable: claims.some(({ gift }) => gift.unschedulable),
  }
  const own = claims.flatMap(({ unit, gift }) =>
    gift.problems.map((problem) => ({ unit, problem })),
  )
  return { given, problems: [...own, ...labels.problems, ...annotations.problems, ...problems] }
}

/** Values by key; the first one to give a key wins it. */
class Contest {
  readonly problems: { unit: string; problem: Problem }[] = []
  readonly #node: string
  readonly #won = new Map<string, { value: string; words: string }>()

  constructor(node: string) {
    this.#node = node
  }

  take({ unit, words }: Claim, key: string, value: string, field: string): void {
    const won = this.#won.get(key)
    if (won === undefined) this.#won.set(key, { value, words })
    else if (won.value !== value) {
      const reason = lost(this.#node, `${key}=${value}`, `${key}=${won.value}`, won.words)
      this.problems.push({ unit, problem: { field, reason } })
    }
  }

  values(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.#won].map(([key, { value }]) => [key, value]))
  }
}

function taintsOf(node: string, claims: readonly Claim[]) {
  const won: { taint: Taint; words: string }[] = []
  const problems: { unit: string; problem: Problem }[] = []
  for (const { unit, words, gift } of claims) {
    for (const taint of gift.taints) {
      const other = won.find((each) => isSameTaint(each.taint, taint))
      if (other === undefined) won.push({ taint, words })
      else if (!isEqualTaint(other.taint, taint)) {
        const reason = lost(node, inWords(taint), inWords(other.taint), other.words)
        problems.push({ unit, problem: { field: `taints[${taint.key}]`, reason } })
      }
    }
  }
  return { taints: won.map(({ taint }) => taint), problems }
}

const inWords = ({ key, value, effect }: Taint): string => `${key}=${value ?? ''}:${effect}`

const lost = (node: string, wanted: string, has: string, winner: string): string =>
  `node ${node} cannot get ${wanted}: ${winner} gives it ${has}`
