// Zips bytes in the background, quickly rather than tightly.
import { gzip as zip } from 'node:zlib'

/** Zips; never synchronously. */
export function gzip(bytes: Uint8Array, done: (zipped: Uint8Array) => void): void {
  zip(bytes, { level: 1 }, (error, zipped) => {
    if (error !== null) throw error
    done(zipped)
  })
}
