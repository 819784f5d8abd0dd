// Says what is wrong with a text that should be well-formed XML of plain elements; nothing when it is well-formed.

const attribute = /\s+[\w:-]+="[^"<]*"/
const tag = new RegExp(`^<(/?)([a-zA-Z][\\w-]*)((?:${attribute.source})*)\\s*(/?)>`)
const reference = /&(?!(?:amp|lt|gt|quot|#39);)/
const control = /[^\t\n\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u

/** The first thing that is wrong. */
export function wrongInXml(text: string): string | undefined {
  const open: string[] = []
  const bare = text.replace(/^<!DOCTYPE html>\n/, '')
  if (control.test(bare)) return 'a character that XML does not have'
  if (reference.test(bare)) return `a bare &: ${bare.slice(bare.search(reference)).slice(0, 20)}`
  for (let at = bare.indexOf('<'); at >= 0; at = bare.indexOf('<', at + 1)) {
    const [whole, closes, name = '', , isVoid] = tag.exec(bare.slice(at)) ?? []
    if (whole === undefined) return `no tag: ${bare.slice(at, at + 40)}`
    if (closes === '/') {
      if (open.pop() !== name) return `${name} closes what it did not open`
    } else if (isVoid !== '/') open.push(name)
  }
  return open.length === 0 ? undefined : `${open.join(' ')} never closed`
}
