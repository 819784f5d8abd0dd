// The process of one node's introduction: its keys are pinned, being the first or listed, until it is forgotten.
import { nodeId } from '../kernel/ids.ts'
import type { NodeId } from '../kernel/ids.ts'
import type { Keyed, Process, State } from '../kernel/process.ts'
import type { IdentityFact, Introduced } from './facts.ts'
import type { Trust } from './trust.ts'

/** What survives: the introduction that counts, and the last foreign key that was refused. */
export interface IntroductionHard {
  readonly node: NodeId
  readonly introduced: Introduced | undefined
  readonly refused: string | undefined
}

/** What comes in. */
export type IntroductionInput =
  | {
      readonly kind: 'introduced'
      readonly introduced: Introduced
      /** Whether no other life of the node has been heard for a while. */
      readonly isAlone: boolean
      /** How far these keys are trusted. */
      readonly trust: Trust
    }
  | { readonly kind: 'forget' }
  | { readonly kind: 'tick' }

type Soft = undefined
type IntroductionState = State<IntroductionHard, Soft>

/** The rules of one node's introduction; it wants nothing done. */
export const introduction: Process<
  IntroductionHard,
  Soft,
  IntroductionInput,
  IdentityFact,
  Keyed,
  undefined
> = {
  initial: (key) => ({
    hard: { node: nodeId(key), introduced: undefined, refused: undefined },
    soft: undefined,
  }),
  decide: ({ hard }, input) => {
    switch (input.kind) {
      case 'introduced':
        return introduce(hard, input)
      case 'forget':
        return hard.introduced === undefined ? [] : [{ kind: 'keys-forgotten', node: hard.node }]
      case 'tick':
        return []
    }
  },
  evolve: (state, fact) => ({ ...state, hard: evolved(state.hard, fact) }),
  reconcile: (_state: IntroductionState) => ({ actions: [] }),
}

/**
 * An agent that lost its folder, or got an older one back, has other keys; they are pinned when they are listed, or when no
 * other life of the node speaks.
 */
function introduce(
  hard: IntroductionHard,
  { introduced: said, isAlone, trust }: Extract<IntroductionInput, { kind: 'introduced' }>,
): readonly IdentityFact[] {
  const { node, introduced: pinned, refused } = hard
  const { signKey } = said
  const refusal: readonly IdentityFact[] =
    refused === signKey ? [] : [{ kind: 'key-refused', node, signKey }]
  if (trust === 'unlisted') return refusal
  if (pinned !== undefined && pinned.signKey !== signKey) {
    const isOtherLife = isAlone && said.epoch !== pinned.epoch
    if (trust !== 'listed' && !isOtherLife) return refusal
    return [
      { kind: 'key-replaced', node, signKey, before: pinned.signKey },
      { kind: 'node-introduced', node, ...said },
    ]
  }
  return pinned !== undefined && same(pinned, said)
    ? []
    : [{ kind: 'node-introduced', node, ...said }]
}

function evolved(hard: IntroductionHard, fact: IdentityFact): IntroductionHard {
  switch (fact.kind) {
    case 'node-introduced': {
      const { lan, kubelet, version, signKey, sealKey, epoch } = fact
      return { ...hard, introduced: { lan, kubelet, version, signKey, sealKey, epoch } }
    }
    case 'key-refused':
      return { ...hard, refused: fact.signKey }
    case 'key-replaced':
      return { ...hard, introduced: undefined, refused: undefined }
    case 'keys-forgotten':
      return { ...hard, introduced: undefined, refused: undefined }
  }
}

const same = (a: Introduced, b: Introduced): boolean =>
  a.lan === b.lan &&
  a.kubelet === b.kubelet &&
  a.version === b.version &&
  a.signKey === b.signKey &&
  a.sealKey === b.sealKey &&
  a.epoch === b.epoch
