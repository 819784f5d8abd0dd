// Names that are not used, each with what to use instead; first sentences; left-over notes.
import ts from 'typescript'
import type { Source } from './source.ts'

/** A name that hides an input, and what to use instead. */
interface Banned {
  readonly name: string
  readonly instead: string
}

const hidden: readonly Banned[] = [
  { name: 'Date', instead: 'the reading handed in, or a Clock' },
  { name: 'performance', instead: 'the reading handed in, or a Clock' },
  { name: 'crypto', instead: 'a Keyring' },
  { name: 'process', instead: 'an argument' },
  { name: 'fetch', instead: 'an HttpClient' },
  { name: 'setTimeout', instead: 'Clock.after' },
  { name: 'setInterval', instead: 'Clock.after' },
  { name: 'setImmediate', instead: 'Clock.soon' },
  { name: 'queueMicrotask', instead: 'Clock.soon' },
  { name: 'Promise', instead: 'a callback' },
  { name: 'console', instead: 'a Tap' },
]

/** Rooms that may touch the outside world. */
const free = (path: string): boolean =>
  path.includes('/adapters/') || !/^(src\/(?!cli\/)|schemas|bus|edge|cloud|sim)/.test(path)

/** Hidden inputs, promises and async syntax outside adapters and commands. */
export function hiddenInputs({ path, tree, packages }: Source): readonly string[] {
  if (free(path)) return []
  const found = packages
    .filter((name) => name.startsWith('node:'))
    .map((name) => `${path} imports ${name}: belongs in an adapter`)
  const visit = (node: ts.Node): void => {
    const said = banned(node)
    if (said !== undefined) found.push(`${path}:${lineOf(tree, node)} ${said}`)
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return found
}

function banned(node: ts.Node): string | undefined {
  if (node.kind === ts.SyntaxKind.AsyncKeyword) return 'async: use a callback'
  if (ts.isAwaitExpression(node)) return 'await: use a callback'
  if (!ts.isIdentifier(node) || !isReference(node) || isDeclared(node)) return undefined
  const rule = hidden.find(({ name }) => name === node.text)
  if (rule !== undefined) return `${rule.name}: use ${rule.instead}`
  const isMathRandom = node.text === 'Math' && node.parent.getText() === 'Math.random'
  return isMathRandom ? 'Math.random: use a Random forked for this part' : undefined
}

/** Whether an identifier is used as a value or type, not as the name of a property or declaration. */
function isReference(node: ts.Identifier): boolean {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node
  if (ts.isShorthandPropertyAssignment(parent) || ts.isBindingElement(parent)) return false
  if (ts.isMethodSignature(parent) || ts.isQualifiedName(parent)) return false
  return !('name' in parent) || parent.name !== node
}

/** Whether the file itself declares or imports the name, so that it is no global. */
function isDeclared(node: ts.Identifier): boolean {
  const name = node.text
  const declared = new RegExp(`\\b(const|let|function|class|type|interface) +${name}\\b`)
  const bound = new RegExp(`[({,]\\s*(type )?${name}\\s*[,:}?)=]`)
  const { text } = node.getSourceFile()
  return declared.test(text) || bound.test(text)
}

const lineOf = (tree: ts.SourceFile, node: ts.Node): number =>
  tree.getLineAndCharacterOfPosition(node.getStart()).line + 1

/** The first line of a file is a comment that says what it holds, in a sentence. */
export function missingFirstSentence({ path, text }: Source): readonly string[] {
  const [first = ''] = text.replace(/^#!.*\n/, '').split('\n', 1)
  return /^\/\/ .{8,}[.:]$/.test(first)
    ? []
    : [`${path}: expected a first line like "// What this file holds."`]
}

/** Notes to oneself, and focus left in tests. */
export function leftOver({ path, text }: Source): readonly string[] {
  const words = ['TO' + 'DO', 'FIX' + 'ME', '.on' + 'ly(']
  return words.filter((word) => text.includes(word)).map((word) => `${path}: contains ${word}`)
}
