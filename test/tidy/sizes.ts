// Sizes of files and functions, and sentences on exported names, measured.
import ts from 'typescript'
import type { Source } from './source.ts'

/** A thing and its size in lines. */
export interface Size {
  readonly what: string
  readonly lines: number
}

/** Lines of each file. */
export const fileSizes = (sources: readonly Source[]): readonly Size[] =>
  sources.map(({ path, text }) => ({ what: path, lines: text.split('\n').length - 1 }))

/** Lines of each named function, method and bound arrow. */
export function functionSizes(sources: readonly Source[]): readonly Size[] {
  return sources.flatMap(({ path, tree }) => {
    const found: Size[] = []
    const visit = (node: ts.Node): void => {
      const name = functionName(node)
      if (name !== undefined) found.push({ what: `${path} ${name}`, lines: linesOf(tree, node) })
      ts.forEachChild(node, visit)
    }
    visit(tree)
    return found
  })
}

function functionName(node: ts.Node): string | undefined {
  if (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node)) return node.name?.getText()
  const bound = ts.isVariableDeclaration(node) && node.initializer !== undefined
  return bound && ts.isArrowFunction(node.initializer) ? node.name.getText() : undefined
}

function linesOf(tree: ts.SourceFile, node: ts.Node): number {
  const line = (at: number): number => tree.getLineAndCharacterOfPosition(at).line
  return line(node.getEnd()) - line(node.getStart()) + 1
}

/** The value below which `share` of the sizes lie (nearest rank). */
export function percentile(sizes: readonly Size[], share: number): number {
  const lines = sizes.map((size) => size.lines).sort((a, b) => a - b)
  return lines[Math.max(0, Math.ceil(lines.length * share) - 1)] ?? 0
}

/** Exported functions, classes, interfaces and constants, and whether a sentence stands above. */
export function exportedNames(
  sources: readonly Source[],
): readonly { name: string; told: boolean }[] {
  return sources.flatMap(({ path, tree, text }) =>
    tree.statements.filter(isExported).map((statement) => ({
      name: `${path} ${statement.getText().split('\n', 1)[0] ?? ''}`,
      told: text.slice(statement.getFullStart(), statement.getStart()).includes('/**'),
    })),
  )
}

function isExported(node: ts.Statement): boolean {
  if (!ts.canHaveModifiers(node)) return false
  return ts.getModifiers(node)?.some((one) => one.kind === ts.SyntaxKind.ExportKeyword) === true
}
