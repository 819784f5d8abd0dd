// Lets a child process of a test run TypeScript sources as they are: `node --import …/strip-types.mjs child.ts`.
// What was transpiled once is kept in .cache, so that a child starts as fast as plain JavaScript.
import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { register } from 'node:module'
import { fileURLToPath } from 'node:url'
import { isMainThread } from 'node:worker_threads'

const cache = new URL('../../.cache/strip-types/', import.meta.url)

if (isMainThread) register(import.meta.url)

/** The loader's hook for `.ts` files. */
export async function load(url, context, next) {
  if (!url.endsWith('.ts')) return next(url, context)
  const text = await readFile(fileURLToPath(url), 'utf8')
  return { format: 'module', source: await transpiled(text), shortCircuit: true }
}

async function transpiled(text) {
  const kept = new URL(`${createHash('sha256').update(text).digest('hex')}.js`, cache)
  return readFile(kept, 'utf8').catch(() => transpile(text, kept))
}

async function transpile(text, kept) {
  const { default: ts } = await import('typescript')
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 }
  const source = ts.transpileModule(text, { compilerOptions }).outputText
  const beside = new URL(`${kept.href}.${process.pid}`)
  await mkdir(cache, { recursive: true })
  await writeFile(beside, source)
  await rename(beside, kept)
  return source
}
