// Credentials in files that are renewed: read at first, and again from time to time.
import type { HttpCredentials } from '../../bus/adapters/http-client.ts'

/** They are read again after so long. */
const rereadMs = 60_000

/** Reads now, and throws what reading throws; later what cannot be read, or reads the same, stays the same value, so that connections live on. */
export function reread(read: () => HttpCredentials): () => HttpCredentials {
  let known = read()
  let text = JSON.stringify(known)
  let readAt = performance.now()
  return () => {
    if (performance.now() - readAt < rereadMs) return known
    readAt = performance.now()
    const next = tried(read) ?? known
    const nextText = JSON.stringify(next)
    if (nextText !== text) [known, text] = [next, nextText]
    return known
  }
}

/** A file may be away for a moment while it is renewed. */
function tried(read: () => HttpCredentials): HttpCredentials | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
