// One webhook, as its configuration has it.

/** Whether webhooks change objects or only judge them. */
export type HookKind = 'mutating' | 'validating'

/** One webhook of a configuration. */
export interface Hook {
  readonly kind: HookKind
  readonly configuration: string
  readonly name: string
  readonly url: string
  /** The certificates to trust, as PEM text in base64. */
  readonly authority: string
  readonly timeoutMs: number
  /** Whether a write goes on that it could not be asked about. */
  readonly isIgnored: boolean
}
