// Builds dist/: generates the protobuf module, then compiles. Skips what is not installed yet.
import { execFileSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const bin = (name) => `${root}node_modules/.bin/${name}`
const run = (name, ...args) => execFileSync(bin(name), args, { cwd: root, stdio: 'inherit' })

function generate() {
  const proto = `${root}schemas/wire.proto`
  const out = `${root}schemas/generated/wire.js`
  if (existsSync(out) && statSync(out).mtimeMs > statSync(proto).mtimeMs) return
  mkdirSync(`${root}schemas/generated`, { recursive: true })
  const options = ['-t', 'static-module', '-w', 'esm', '--no-verify', '--no-delimited']
  run('pbjs', ...options, '--no-service', '-o', out, proto)
  run('pbts', '-o', `${root}schemas/generated/wire.d.ts`, out)
  writeFileSync(
    out,
    readFileSync(out, 'utf8').replace('"protobufjs/minimal"', '"protobufjs/minimal.js"'),
  )
}

generate()
if (!process.argv.includes('--generate')) {
  rmSync(`${root}dist`, { recursive: true, force: true })
  run('tsc', '-p', 'tsconfig.build.json')
  cpSync(`${root}schemas/generated`, `${root}dist/schemas/generated`, { recursive: true })
}
