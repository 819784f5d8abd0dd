// Builds dist/: generates the protobuf module, then compiles. Skips what is not installed yet.
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
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
  const format = ['-t', 'static-module', '-w', 'esm', '-r', 'causeway', '--dts', '--force-number']
  const without = ['verify', 'delimited', 'service', 'convert', 'typeurl', 'create']
  run('pbjs', ...format, ...without.map((part) => `--no-${part}`), '-o', out, proto)
  const types = `${root}schemas/generated/wire.d.ts`
  writeFileSync(types, readFileSync(types, 'utf8').replace('import Long = require("long");\n', ''))
}

generate()
if (!process.argv.includes('--generate')) {
  rmSync(`${root}dist`, { recursive: true, force: true })
  run('tsc', '-p', 'tsconfig.build.json')
  for (const command of ['main', 'ipam/main']) chmodSync(`${root}dist/src/cli/${command}.js`, 0o755)
  cpSync(`${root}sim/scenarios`, `${root}dist/sim/scenarios`, { recursive: true })
  cpSync(`${root}schemas/generated`, `${root}dist/schemas/generated`, { recursive: true })
}
