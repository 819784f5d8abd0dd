// Builds, then runs the benches: `npm run bench [-- SECTION…]`.
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const run = (...args) => execFileSync(process.execPath, args, { cwd: root, stdio: 'inherit' })
run('scripts/build.mjs')
run('--expose-gc', 'dist/bench/main.js', ...process.argv.slice(2))
