// nats-servers of Debian's later suites, unpacked beside the installed one: from the machine's own mirror, through apt.
import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { fileURLToPath } from 'node:url'

const cache = fileURLToPath(new URL('../.cache/nats-server/', import.meta.url))

/** The suites after bookworm whose package needs no newer libc. */
export const laterSuites = ['trixie', 'forky']

const binaryOf = (suite) => `${cache}${suite}/usr/sbin/nats-server`

const versionOf = (binary) =>
  / v(\d\S*)/.exec(spawnSync(binary, ['--version'], { encoding: 'utf8' }).stdout ?? '')?.[1]

/** Fetches what is missing; answers one line a suite: which version is there, or why none is. */
export function ensureLaterServers() {
  return laterSuites.map((suite) => {
    const kept = versionOf(binaryOf(suite))
    if (kept !== undefined) return `nats-server ${kept} of Debian ${suite} is there`
    const wrong = fetchSuite(suite)
    const fetched = versionOf(binaryOf(suite))
    return fetched !== undefined
      ? `fetched nats-server ${fetched} of Debian ${suite}`
      : `left out: the suites on nats-server of Debian ${suite}, because ${wrong ?? 'it does not run here'}`
  })
}

/** Why it could not be fetched; undefined when it is there now. */
function fetchSuite(suite) {
  const mirror = mirrorOfThisMachine()
  if (mirror === undefined) return 'this machine has no Debian mirror configured'
  const work = `${cache}${suite}.apt/`
  rmSync(work, { recursive: true, force: true })
  for (const part of ['lists/partial', 'archives/partial', 'unpacked'])
    mkdirSync(work + part, { recursive: true })
  writeFileSync(`${work}sources.list`, `deb ${mirror} ${suite} main\n`)
  writeFileSync(`${work}status`, '')
  const apt = (...args) =>
    spawnSync('apt-get', [...privateApt(work), '-qq', ...args], { cwd: work, encoding: 'utf8' })
  const wrong = failure(apt('update')) ?? failure(apt('download', 'nats-server')) ?? unpack(work)
  if (wrong === undefined) {
    rmSync(`${cache}${suite}`, { recursive: true, force: true })
    renameSync(`${work}unpacked`, `${cache}${suite}`)
  }
  rmSync(work, { recursive: true, force: true })
  return wrong
}

/** Nothing of the machine's own apt is changed: lists, packages and state lie in a folder of ours. */
const privateApt = (work) =>
  [
    `Dir::Etc::SourceList=${work}sources.list`,
    'Dir::Etc::SourceParts=/dev/null',
    `Dir::State::Lists=${work}lists`,
    `Dir::State::status=${work}status`,
    `Dir::Cache=${work}`,
    `Dir::Cache::archives=${work}archives`,
    'Acquire::Languages=none',
    'Acquire::Retries=0',
    'Acquire::http::Timeout=20',
    'APT::Update::Error-Mode=any',
    'APT::Sandbox::User=root',
  ].flatMap((option) => ['-o', option])

/** The mirror that this machine takes its own suite from. */
function mirrorOfThisMachine() {
  if (!existsSync('/etc/os-release')) return undefined
  const release = readFileSync('/etc/os-release', 'utf8')
  const own = /^VERSION_CODENAME=(\S+)$/m.exec(release)?.[1]
  if (!/^ID=debian$/m.test(release) || own === undefined) return undefined
  const format = '$(RELEASE) $(COMPONENT) $(SITE)'
  const { stdout } = spawnSync('apt-get', ['indextargets', '--format', format], {
    encoding: 'utf8',
  })
  const line = stdout?.split('\n').find((one) => one.startsWith(`${own} main `))
  return line?.split(' ')[2]
}

const unpack = (work) => {
  const deb = readdirSync(work).find((name) => name.endsWith('.deb'))
  if (deb === undefined) return 'the mirror has no such package'
  return failure(spawnSync('dpkg-deb', ['-x', work + deb, `${work}unpacked`], { encoding: 'utf8' }))
}

/** The first thing that a command complained of, when it failed. */
function failure({ status, stderr, error }) {
  if (status === 0) return undefined
  return error?.message ?? (stderr.trim().split('\n')[0] || 'apt failed')
}
