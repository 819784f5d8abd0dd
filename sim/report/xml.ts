// XML as text: elements whose text and attributes are escaped whatever they say.

/** A piece of XML; plain strings are text. */
export interface Xml {
  readonly xml: string
}

/** Text of our own that needs no escaping, such as a style sheet. */
export const trusted = (text: string): Xml => ({ xml: text })

/** What an element has; what is undefined is left out. */
export type Attributes = Readonly<Record<string, string | number | undefined>>

/** What XML must not have at all, and what it reads as markup. */
const forbidden = /[^\t\n\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu
const markup: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text that XML reads as nothing but text. */
export const escapeXml = (text: string): string =>
  text.replace(forbidden, '\uFFFD').replace(/[&<>"']/g, (sign) => markup[sign] ?? sign)

/** An element; its children are in the order given. */
export function element(
  name: string,
  attributes: Attributes,
  children: readonly (Xml | string)[] = [],
): Xml {
  const given = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escapeXml(shorten(value))}"`)
    .join('')
  const inner = children.map((child) => (typeof child === 'string' ? escapeXml(child) : child.xml))
  const isVoid = children.length === 0 && !neverVoid.has(name)
  return { xml: `<${name}${given}${isVoid ? '/>' : `>${inner.join('')}</${name}>`}` }
}

/** Elements that HTML would take for open if they closed themselves. */
const neverVoid: ReadonlySet<string> = new Set(['div', 'p', 'span', 'td', 'th', 'style', 'title'])

/** A hundredth of a pixel is more than anybody sees. */
const shorten = (value: string | number | undefined): string =>
  typeof value === 'number' ? String(Math.round(100 * value) / 100) : (value ?? '')
