// Seeded randomness that forks by label, so that a new draw in one part does not change another.

/** A stream of random numbers. */
export interface Random {
  /** A number in [0, 1). */
  readonly next: () => number
  /** An integer in [0, bound). */
  readonly below: (bound: number) => number
  /** An independent stream named by `label`; the parent's own stream does not move. */
  readonly fork: (label: string) => Random
}

/** The stream of a seed (sfc32). */
export function random(seed: number | string): Random {
  const text = String(seed)
  const step = sfc32(mix(text, 1), mix(text, 2), mix(text, 3), mix(text, 4))
  for (let i = 0; i < 12; i++) step()
  const next = () => step() / 4294967296
  return {
    next,
    below: (bound) => Math.floor(next() * bound),
    fork: (label) => random(`${text}/${label}`),
  }
}

function sfc32(a: number, b: number, c: number, d: number): () => number {
  return () => {
    const t = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + t) | 0
    return t >>> 0
  }
}

/** FNV-1a with a salt and a final avalanche. */
function mix(text: string, salt: number): number {
  let h = 2166136261 ^ Math.imul(salt, 0x9e3779b1)
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 16777619)
  h ^= h >>> 16
  h = Math.imul(h, 0x85ebca6b)
  h ^= h >>> 13
  return h | 0
}
