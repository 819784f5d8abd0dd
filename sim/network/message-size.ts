// How many bytes a message of the simulated network has, about: what it carries, and a packet's own.

/** What a packet has besides: addresses, sequences, an acknowledgement. */
const packetBytes = 60

/** The bytes of a message, or of a bare packet. */
export const sizeOf = (message: unknown): number => packetBytes + carried(message)

function carried(part: unknown): number {
  if (part instanceof Uint8Array || typeof part === 'string') return part.length
  if (typeof part !== 'object' || part === null) return 4
  return Object.values(part).reduce((sum: number, each) => sum + carried(each), 0)
}
