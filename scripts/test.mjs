// The test command: checks, then every suite, then the last line `N passed, N failed`.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { ensureLaterServers } from './later-servers.mjs'
import { ensureServers } from './servers.mjs'
import { skipsOf } from './skips.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const bin = (name) => `${root}node_modules/.bin/${name}`
const tally = { passed: 0, failed: 0 }

/** Runs one step and counts it as one check. */
function check(title, command, ...args) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' })
  tally[status === 0 ? 'passed' : 'failed'] += 1
  if (status !== 0) console.log(`failed: ${title}`)
}

/** Runs vitest and adds its own counts. */
function suites() {
  mkdirSync(`${root}.cache`, { recursive: true })
  const report = `${root}.cache/test-report.json`
  rmSync(report, { force: true })
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const { status } = spawnSync(bin('vitest'), ['run', ...reporters, ...process.argv.slice(2)], {
    cwd: root,
    stdio: 'inherit',
  })
  try {
    const told = JSON.parse(readFileSync(report, 'utf8'))
    const { numPassedTests, numFailedTests } = told
    tally.passed += numPassedTests
    tally.failed += numFailedTests
    const { line, unlisted } = skipsOf(told)
    console.log(line)
    if (process.env.CI === 'true') tally.failed += unlisted
    if (status !== 0 && numFailedTests === 0) tally.failed += 1
  } catch {
    tally.failed += 1
  }
}

/** Under CI a missing server is a failure; elsewhere its suites are left out, which is said. */
function servers() {
  const missing = ensureServers()
  if (missing.length === 0) return
  const reason = `${missing.join(' and ')} not installed (apt-get install ${missing.join(' ')})`
  console.log(`left out: the suites on real servers, because ${reason}`)
  if (process.env.CI === 'true') tally.failed += 1
}

servers()
for (const line of ensureLaterServers()) console.log(line)
check('build', process.execPath, 'scripts/build.mjs')
check('types', bin('tsc'), '-p', 'tsconfig.json')
check('lint', bin('oxlint'))
check('format', bin('prettier'), '--check', '--log-level', 'warn', '.')
suites()
console.log(`${tally.passed} passed, ${tally.failed} failed`)
process.exit(tally.failed === 0 ? 0 : 1)
