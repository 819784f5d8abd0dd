// SHA-1 in plain code, for names that others have made with it; never for secrets.

const turned = (word: number, by: number): number => (word << by) | (word >>> (32 - by))

/** The 20 bytes of it. */
export function sha1(bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64)
  whole.set(bytes)
  whole[bytes.length] = 0x80
  const blocks = new DataView(whole.buffer)
  blocks.setUint32(whole.length - 8, Math.floor(bytes.length / 2 ** 29))
  blocks.setUint32(whole.length - 4, (bytes.length * 8) >>> 0)
  const state = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0)
  for (let at = 0; at < whole.length; at += 64) mix(state, wordsOf(blocks, at))
  const digest = new DataView(new ArrayBuffer(20))
  for (const [i, word] of state.entries()) digest.setInt32(4 * i, word)
  return new Uint8Array(digest.buffer)
}

function wordsOf(blocks: DataView, at: number): Int32Array {
  const words = new Int32Array(80)
  for (let i = 0; i < 16; i++) words[i] = blocks.getInt32(at + 4 * i)
  for (let i = 16; i < 80; i++) {
    const [a = 0, b = 0, c = 0, d = 0] = [words[i - 3], words[i - 8], words[i - 14], words[i - 16]]
    words[i] = turned(a ^ b ^ c ^ d, 1)
  }
  return words
}

/** What each of the four quarters of the 80 steps mixes in. */
const quarters = [
  { add: 0x5a827999, mixed: (b: number, c: number, d: number) => (b & c) | (~b & d) },
  { add: 0x6ed9eba1, mixed: (b: number, c: number, d: number) => b ^ c ^ d },
  { add: 0x8f1bbcdc, mixed: (b: number, c: number, d: number) => (b & c) | (b & d) | (c & d) },
  { add: 0xca62c1d6, mixed: (b: number, c: number, d: number) => b ^ c ^ d },
]

function mix(state: Int32Array, words: Int32Array): void {
  let [a = 0, b = 0, c = 0, d = 0, e = 0] = state
  for (const [i, word] of words.entries()) {
    const quarter = quarters[Math.floor(i / 20)]
    const extra = quarter === undefined ? 0 : quarter.mixed(b, c, d) + quarter.add
    ;[a, b, c, d, e] = [(turned(a, 5) + extra + e + word) | 0, a, turned(b, 30), c, d]
  }
  for (const [i, word] of [a, b, c, d, e].entries()) state[i] = ((state[i] ?? 0) + word) | 0
}
