// Reads the project's own source files once, parsed, with what they import.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

/** One parsed file; `path` is relative to the project. */
export interface Source {
  readonly path: string
  readonly text: string
  readonly tree: ts.SourceFile
  /** Project files it imports, types included. */
  readonly imports: readonly string[]
  /** Packages and `node:` modules it imports. */
  readonly packages: readonly string[]
}

const root = fileURLToPath(new URL('../../', import.meta.url))
const rooms = ['src', 'schemas', 'bus', 'edge', 'cloud', 'sim', 'test', 'bench']

/** Makes a source of a text, for rules and for their own tests. */
export function parse(path: string, text: string): Source {
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true)
  const named = specifiers(tree)
  return {
    path,
    text,
    tree,
    imports: named
      .filter((name) => name.startsWith('.'))
      .map((name) => normalize(join(dirname(path), name))),
    packages: named.filter((name) => !name.startsWith('.')),
  }
}

function specifiers(tree: ts.SourceFile): readonly string[] {
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
      if (node.moduleSpecifier !== undefined && ts.isStringLiteral(node.moduleSpecifier)) {
        found.push(node.moduleSpecifier.text)
      }
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      found.push(node.argument.getText().slice(1, -1))
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      found.push(node.arguments[0]?.getText().slice(1, -1) ?? '')
    }
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return found
}

/** All source files of the project; generated ones left out. */
export function readSources(): readonly Source[] {
  return rooms
    .flatMap((room) => filesBelow(room))
    .map((path) => parse(path, readFileSync(root + path, 'utf8')))
}

function filesBelow(room: string): readonly string[] {
  try {
    return readdirSync(root + room, { recursive: true, encoding: 'utf8' })
      .map((name) => `${room}/${name}`)
      .filter((path) => path.endsWith('.ts') && !path.includes('/generated/'))
      .sort()
  } catch {
    return []
  }
}

/** The shipped sources, without tests and benches. */
export const shipped = (sources: readonly Source[]): readonly Source[] =>
  sources.filter((source) => !source.path.startsWith('test/') && !source.path.startsWith('bench/'))
