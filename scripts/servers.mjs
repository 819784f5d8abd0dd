// Makes sure that the real servers of the tests are there: from Debian's packages, when this user may install.
import { spawnSync } from 'node:child_process'

const wanted = [
  { binary: 'nats-server', package: 'nats-server' },
  { binary: 'mosquitto', package: 'mosquitto' },
  { binary: 'ip', package: 'iproute2' },
  { binary: '/usr/lib/cni/bridge', package: 'containernetworking-plugins' },
]

const has = (binary) => {
  const path = `${process.env.PATH}:/usr/sbin:/usr/local/sbin`
  return (
    spawnSync('sh', ['-c', `command -v ${binary}`], { env: { ...process.env, PATH: path } })
      .status === 0
  )
}

const apt = (...args) => {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  return spawnSync('apt-get', ['-qq', '-y', ...args], { env, stdio: 'ignore' }).status === 0
}

/** Installs what is missing when this is root on Debian; answers the packages that are still missing. */
export function ensureServers() {
  const missing = wanted.filter(({ binary }) => !has(binary))
  if (missing.length > 0 && process.getuid?.() === 0 && has('apt-get')) {
    const names = missing.map((one) => one.package)
    console.log(`installing ${names.join(', ')} from Debian's packages`)
    const install = ['install', '--no-install-recommends', ...names]
    if (!apt(...install)) {
      apt('update')
      apt(...install)
    }
  }
  return wanted.filter(({ binary }) => !has(binary)).map((one) => one.package)
}
