// The file of `cloud --trust`: the public keys with which nodes may introduce themselves.
import { readFileSync } from 'node:fs'
import { isMap, isScalar, LineCounter, parseDocument, type Pair, type YAMLMap } from 'yaml'
import type { TrustedKeys, TrustList } from '../../identity/trust.ts'
import { Fault } from '../../kernel/fault.ts'
import { nodeId, type NodeId } from '../../kernel/ids.ts'
import { keyForm, keyText } from './public-key.ts'

/** Reads it; CONFIG_INVALID names the line and what was expected there. */
export function readTrustFile(file: string): TrustList {
  const lines = new LineCounter()
  const wrong: Wrong = (expected, came, at) => {
    const line = at === undefined ? 1 : lines.linePos(at).line
    const text = `--trust: ${file}, line ${line}: expected ${expected}, came ${came}`
    return new Fault('CONFIG_INVALID', `${text}; give it as nodes: {NAME: KEY}`)
  }
  // Every scalar is text: a key may look like a number.
  const parsed = parseDocument(textOf(file), { lineCounter: lines, schema: 'failsafe' })
  const [error] = parsed.errors
  if (error !== undefined) {
    throw wrong('YAML', error.message.split('\n')[0] ?? 'something else', error.pos[0])
  }
  return nodesOf(parsed.contents, wrong)
}

/** The fault of a place in the file. */
type Wrong = (expected: string, came: string, at: number | undefined) => Fault

function nodesOf(top: unknown, wrong: Wrong): TrustList {
  if (!isMap(top)) throw wrong('a mapping with `nodes`', 'something else', startOf(top))
  const odd = top.items.find((pair) => nameOf(pair) !== 'nodes')
  if (odd !== undefined) throw wrong('`nodes` and nothing else', said(odd.key), startOf(odd.key))
  const [nodes] = top.items
  if (nodes === undefined) throw wrong('`nodes`', 'none', startOf(top))
  if (!isMap(nodes.value)) throw wrong('a mapping of names to keys', 'none', startOf(nodes.key))
  return new Map(nodes.value.items.map((pair) => entryOf(pair, wrong)))
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new Fault('CONFIG_INVALID', `--trust: ${file}: expected a file of keys, came ${code}`)
  }
}

function entryOf(pair: Pair, wrong: Wrong): [NodeId, TrustedKeys] {
  const name = nameOf(pair)
  const at = startOf(pair.key)
  if (name === undefined || name === '') throw wrong('the name of a node', 'none', at)
  const { value } = pair
  if (!isMap(value)) {
    return [nodeId(name), { sign: keyIn(name, value, at, wrong), seal: undefined }]
  }
  const { sign, seal } = partsOf(name, value, wrong)
  if (sign === undefined) throw wrong(`\`sign\` of ${name}`, 'none', at)
  return [
    nodeId(name),
    {
      sign: keyIn(name, sign.value, startOf(sign.key), wrong),
      seal: seal === undefined ? undefined : keyIn(name, seal.value, startOf(seal.key), wrong),
    },
  ]
}

function partsOf(name: string, map: YAMLMap, wrong: Wrong): { sign?: Pair; seal?: Pair } {
  const parts: { sign?: Pair; seal?: Pair } = {}
  for (const pair of map.items) {
    const part = nameOf(pair)
    if (part === 'sign' || part === 'seal') parts[part] = pair
    else throw wrong(`\`sign\` and \`seal\` of ${name}`, said(pair.key), startOf(pair.key))
  }
  return parts
}

function keyIn(name: string, value: unknown, at: number | undefined, wrong: Wrong): string {
  const key = isScalar(value) ? keyText(String(value.value)) : undefined
  if (key !== undefined) return key
  throw wrong(`for ${name} ${keyForm}`, said(value), startOf(value) ?? at)
}

const nameOf = ({ key }: Pair): string | undefined =>
  isScalar(key) && typeof key.value === 'string' ? key.value : undefined

/** What stands in the file, for the message. */
const said = (part: unknown): string =>
  isScalar(part) ? `"${String(part.value)}"` : 'something else'

const startOf = (part: unknown): number | undefined =>
  (part as { range?: readonly number[] | null } | null | undefined)?.range?.[0]
