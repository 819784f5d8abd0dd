// What differs between two texts, line by line, as `diff -u` would say it.

interface Line {
  readonly mark: ' ' | '-' | '+'
  readonly text: string
}

const context = 3

/** A unified diff; empty where the texts are equal. */
export function diffOf(
  path: string,
  before: Uint8Array | undefined,
  after: Uint8Array | undefined,
): string {
  const lines = changesOf(linesOf(before), linesOf(after))
  if (lines.every(({ mark }) => mark === ' ')) return ''
  const shown = lines.map((_, at) =>
    lines.slice(Math.max(0, at - context), at + context + 1).some(({ mark }) => mark !== ' '),
  )
  const body = lines.flatMap(({ mark, text }, at) => {
    if (!shown[at]) return []
    return at > 0 && !shown[at - 1] ? ['@@', mark + text] : [mark + text]
  })
  const name = (side: string, bytes: Uint8Array | undefined): string =>
    bytes === undefined ? '/dev/null' : `${side}${path}`
  return [`--- ${name('a', before)}`, `+++ ${name('b', after)}`, ...body, ''].join('\n')
}

function linesOf(bytes: Uint8Array | undefined): readonly string[] {
  const text = new TextDecoder().decode(bytes)
  return text === '' ? [] : text.replace(/\n$/, '').split('\n')
}

/** How many lines two texts have in common from these lines on, at most. */
type Common = (i: number, j: number) => number

function commonOf(a: readonly string[], b: readonly string[]): Common {
  const width = b.length + 1
  const counts = new Uint32Array((a.length + 1) * width)
  const at: Common = (i, j) => counts[i * width + j] ?? 0
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      counts[i * width + j] =
        a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
  return at
}

/** By the longest common lines: the files are short. */
function changesOf(a: readonly string[], b: readonly string[]): readonly Line[] {
  const common = commonOf(a, b)
  const lines: Line[] = []
  let [i, j] = [0, 0]
  while (i < a.length && j < b.length) {
    const [left = '', right = ''] = [a[i], b[j]]
    const other = common(i + 1, j) >= common(i, j + 1) ? '-' : '+'
    const mark = left === right ? ' ' : other
    lines.push({ mark, text: mark === '+' ? right : left })
    if (mark !== '+') i += 1
    if (mark !== '-') j += 1
  }
  const rest = (mark: Line['mark'], of: readonly string[]) => of.map((text) => ({ mark, text }))
  return [...lines, ...rest('-', a.slice(i)), ...rest('+', b.slice(j))]
}
