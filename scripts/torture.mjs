// Puts journals, wires and stores through what no test has the time for: `npm run torture [-- SECTION… --rounds N --seed S]`.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const run = (...args) => spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status

if (run('scripts/build.mjs', '--generate') !== 0) process.exit(1)
const types = ['--import', './test/support/strip-types.mjs']
const { argv } = process
process.exit(run('--expose-gc', ...types, 'test/torture/main.ts', ...argv.slice(2)) ?? 1)
