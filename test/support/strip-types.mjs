// Lets a child process of a test run TypeScript sources as they are: `node --import …/strip-types.mjs child.ts`.
import { readFile } from 'node:fs/promises'
import { register } from 'node:module'
import { fileURLToPath } from 'node:url'
import { isMainThread } from 'node:worker_threads'

if (isMainThread) register(import.meta.url)

/** The loader's hook for `.ts` files. */
export async function load(url, context, next) {
  if (!url.endsWith('.ts')) return next(url, context)
  const { default: ts } = await import('typescript')
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 }
  const text = await readFile(fileURLToPath(url), 'utf8')
  const source = ts.transpileModule(text, { compilerOptions }).outputText
  return { format: 'module', source, shortCircuit: true }
}
