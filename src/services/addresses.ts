// IP addresses as text: one form for each, and the names that lead back to them.

/** An address in one form (IPv6: eight groups without leading zeros) and the type of its records. */
export interface IpAddress {
  readonly type: 'A' | 'AAAA'
  readonly text: string
}

/** Reads an address; undefined when the text is none. */
export const readAddress = (text: string): IpAddress | undefined =>
  text.includes(':') ? six(groupsOf(text.toLowerCase())) : four(text.split('.'))

/** Reads the label of a pod's name (`10-0-0-7`, `fd00--7`). */
export function readDashed(label: string): IpAddress | undefined {
  const parts = label.split('-')
  return four(parts) ?? six(groupsOf(label.replaceAll('-', ':')))
}

/** The label that stands for an address where an endpoint has no hostname. */
export const dashed = (text: string): string => text.toLowerCase().replaceAll(/[.:]/g, '-')

/** Reads a name below `in-addr.arpa` or `ip6.arpa`; undefined when it names no whole address. */
export function readReverse(name: string): IpAddress | undefined {
  const labels = name.split('.')
  const zone = labels.splice(-2).join('.')
  labels.reverse()
  if (zone === 'in-addr.arpa') return four(labels)
  if (zone !== 'ip6.arpa' || labels.length !== 32) return undefined
  if (!labels.every((label) => /^[0-9a-f]$/.test(label))) return undefined
  return six(Array.from({ length: 8 }, (_, i) => labels.slice(i * 4, i * 4 + 4).join('')))
}

function four(parts: readonly string[]): IpAddress | undefined {
  const isWhole = parts.length === 4 && parts.every((part) => isByte(part))
  return isWhole ? { type: 'A', text: parts.map(Number).join('.') } : undefined
}

const isByte = (part: string): boolean => /^\d{1,3}$/.test(part) && Number(part) < 256

function six(groups: readonly string[] | undefined): IpAddress | undefined {
  if (groups?.length !== 8 || !groups.every((group) => /^[0-9a-f]{1,4}$/.test(group)))
    return undefined
  return { type: 'AAAA', text: groups.map((group) => group.replace(/^0+(?=.)/, '')).join(':') }
}

/** The groups of an IPv6 text, with `::` filled in; of any length when the text is none. */
function groupsOf(text: string): readonly string[] | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const [head = [], tail = []] = halves.map(half)
  if (halves.length === 1) return head
  const missing = 8 - head.length - tail.length
  return missing < 1 ? undefined : [...head, ...Array<string>(missing).fill('0'), ...tail]
}

/** The groups of one side of `::`; an IPv4 address may stand at the end. */
function half(text: string): readonly string[] {
  const groups = text === '' ? [] : text.split(':')
  const last = four(groups.at(-1)?.split('.') ?? [])
  if (last === undefined) return groups
  const [a = 0, b = 0, c = 0, d = 0] = last.text.split('.').map(Number)
  return [...groups.slice(0, -1), (a * 256 + b).toString(16), (c * 256 + d).toString(16)]
}
