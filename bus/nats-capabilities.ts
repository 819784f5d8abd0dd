// What a nats-server of a version can do: old ones ignore new options in silence, so nothing is asked that is not there.

/** What depends on the version of a server. */
export interface NatsCapabilities {
  /** 2.9.10 and later: what Causeway was tried on. */
  readonly supported: boolean
  /** 2.10 and later: `sync_interval` exists, so a stream can be made durable. */
  readonly canSync: boolean
  /** 2.12 and later: unknown fields are refused, not ignored. */
  readonly strict: boolean
}

/** The capabilities of a version like `2.9.10` or `2.12.0-beta.1`; an unreadable one has none. */
export function natsCapabilities(version: string): NatsCapabilities {
  const [, major = '0', minor = '0', patch = '0'] = /^v?(\d+)\.(\d+)\.(\d+)/.exec(version) ?? []
  const number = Number(major) * 1e6 + Number(minor) * 1e3 + Number(patch)
  return {
    supported: number >= 2_009_010,
    canSync: number >= 2_010_000,
    strict: number >= 2_012_000,
  }
}
