// The token that a request shows.
import type { Headers } from '../../bus/http.ts'

/** Its bearer token; undefined where it shows none. */
export const bearerOf = (headers: Headers): string | undefined =>
  /^bearer +(.+)$/i.exec(headers['authorization'] ?? '')?.[1]?.trim()
