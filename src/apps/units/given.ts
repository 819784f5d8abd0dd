// What units give a node: labels, annotations, taints, and whether new pods may come.

/** A taint as nodes bear it; its key and effect say which one it is. */
export interface Taint {
  readonly key: string
  readonly effect: string
  readonly value?: string
}

/** All that the units of one node give it. */
export interface Given {
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly taints: readonly Taint[]
  /** Whether the node is to be cordoned. */
  readonly unschedulable: boolean
}

/** What a node without units is given. */
export const nothingGiven: Given = { labels: {}, annotations: {}, taints: [], unschedulable: false }

/** Whether two taints are of one key and effect: a node has only one of these. */
export const isSameTaint = (a: Taint, b: Taint): boolean => a.key === b.key && a.effect === b.effect

/** Whether two taints are the same in all that counts. */
export const isEqualTaint = (a: Taint, b: Taint): boolean =>
  isSameTaint(a, b) && (a.value ?? '') === (b.value ?? '')
