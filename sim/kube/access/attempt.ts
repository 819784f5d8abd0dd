// What somebody wants to do, and whether he may.

/** What somebody wants to do to a resource. */
export interface ResourceAttempt {
  readonly verb: string
  readonly group: string
  readonly resource: string
  readonly subresource?: string
  readonly namespace?: string
  readonly name?: string
}

/** Whether something may be done, and why not. */
export interface Decision {
  readonly allowed: boolean
  readonly because?: string
}
