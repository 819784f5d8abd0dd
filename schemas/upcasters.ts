// Lifting facts of old versions, on read: pure steps from one version to the next, never a rewritten log.

/** The body of a fact as JSON fields. */
export type Body = Readonly<Record<string, unknown>>

/** One step, from the version it stands under to the next. */
export type Upcast = (body: Body) => Body

/** The steps of each kind by the version they start from. */
export type Upcasters = Readonly<Record<string, Readonly<Record<number, Upcast>>>>

/** The steps of all kinds. */
export const upcasters: Upcasters = {
  'log-lost': { 1: (lost) => ({ lost: [lost] }) },
}

/** The body lifted from `version` to `wanted`; undefined when a step is missing. */
export function lift(
  steps: Readonly<Record<number, Upcast>> | undefined,
  body: Body,
  span: { readonly from: number; readonly to: number },
): Body | undefined {
  let lifted: Body | undefined = body
  for (let version = span.from; version < span.to && lifted !== undefined; version++)
    lifted = steps?.[version]?.(lifted)
  return lifted
}
