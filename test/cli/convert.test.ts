// Converting a node of a cluster and putting it back, on folders laid out as kubeadm does.
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { afterEach, expect, it, vi } from 'vitest'
import { parse } from 'yaml'
import { Command } from 'commander'
import { diffOf } from '../../src/cli/convert/diff.ts'
import { kubeletSettings, withSettings } from '../../src/cli/convert/kubelet-config.ts'
import { agentUnitText } from '../../src/cli/convert/unit-files.ts'
import { addRoles } from '../../src/cli/roles/commands.ts'
import { isFault } from '../../src/kernel/fault.ts'

const config = `# as the cluster gives it
apiVersion: kubelet.config.k8s.io/v1beta1
authentication:
  anonymous: {enabled: false}
cgroupDriver: systemd
kind: KubeletConfiguration
rotateCertificates: true # yearly
staticPodPath: /etc/kubernetes/manifests
`

const files: Readonly<Record<string, string>> = {
  '/var/lib/kubelet/config.yaml': config,
  '/etc/kubernetes/kubelet.conf':
    'apiVersion: v1\nkind: Config\nclusters:\n- cluster: {server: "https://10.0.0.1:6443"}\n  name: default\n',
  '/var/lib/kubelet/kubeadm-flags.env':
    'KUBELET_KUBEADM_ARGS="--container-runtime-endpoint=unix:///run/containerd/containerd.sock"\n',
  '/usr/lib/systemd/system/kubelet.service.d/10-kubeadm.conf': `[Service]
Environment="KUBELET_KUBECONFIG_ARGS=--bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf --kubeconfig=/etc/kubernetes/kubelet.conf"
ExecStart=
ExecStart=/usr/bin/kubelet $KUBELET_KUBECONFIG_ARGS $KUBELET_CONFIG_ARGS $KUBELET_KUBEADM_ARGS $KUBELET_EXTRA_ARGS
`,
}

const roots: string[] = []
afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true, force: true })
})

/** A node's files, with others beside or instead of them. */
function node(more: Readonly<Record<string, string | undefined>> = {}) {
  const root = mkdtempSync(join(tmpdir(), 'causeway-node-'))
  roots.push(root)
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  for (const [path, text] of Object.entries({ ...files, ...more }))
    if (text !== undefined) write(path, text)
  return { root, write, read: (path: string) => readFileSync(join(root, path), 'utf8') }
}

/** Everything below a root. */
const all = (root: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.slice(root.length), readFileSync(path, 'latin1')]),
  )

/** Runs `causeway edge …` in this process; what it printed, or why it failed. */
async function run(
  ...words: readonly string[]
): Promise<{ out: string; error?: string; code?: string }> {
  let out = ''
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text)
    return true
  })
  const quiet = vi.spyOn(process.stderr, 'write').mockImplementation(() => true)
  const program = new Command('causeway').exitOverride()
  addRoles(program, '1.0.0')
  try {
    await program.parseAsync(['edge', ...words], { from: 'user' })
    return { out }
  } catch (error) {
    const { message, code } = error as { message: string; code: string }
    return { out, error: message, code }
  } finally {
    write.mockRestore()
    quiet.mockRestore()
  }
}

const agent = ['--node', 'n1', '--bus', 'nats://10.0.0.9', '--lan', '10.0.0.7:1883']
const convert = (root: string, ...more: readonly string[]) =>
  run('convert', '--root', root, '--command', '/usr/bin/causeway', ...agent, ...more)
const revert = (root: string, ...more: readonly string[]) => run('revert', '--root', root, ...more)

const unit = '/etc/systemd/system/causeway-edge.service'
const dropIn = '/etc/systemd/system/kubelet.service.d/90-causeway.conf'
const kubelet = '/var/lib/kubelet/config.yaml'

it('U51: convert writes a unit, leads the kubelet to the kubeconfig of the agent, and sets it to JSON; everything else stays as it was written', async () => {
  const { root, read } = node()
  chmodSync(join(root, kubelet), 0o640)
  const { out, error } = await convert(root, '--dns', '10.0.0.7:53')
  expect(error).toBeUndefined()
  expect(read(unit)).toContain(
    'ExecStart=/usr/bin/causeway edge --node n1 --bus nats://10.0.0.9 --lan 10.0.0.7:1883 --dns 10.0.0.7:53 ' +
      '--data /var/lib/causeway --kubelet 10.0.0.7:10250 --kubeconfig /etc/kubernetes/kubelet.conf --pod-api 169.254.77.1:10550\n',
  )
  expect(read(unit)).toContain('Before=kubelet.service')
  expect(read(dropIn)).toContain(
    'Environment=KUBELET_KUBECONFIG_ARGS=--kubeconfig=/var/lib/causeway/kubelet.kubeconfig\n',
  )
  expect(read(dropIn)).toContain('Wants=causeway-edge.service\nAfter=causeway-edge.service')
  expect(read(kubelet)).toBe(
    `${config.replace('rotateCertificates: true', 'rotateCertificates: false')}contentType: application/json\n`,
  )
  expect(statSync(join(root, kubelet)).mode & 0o777).toBe(0o640)
  for (const [path, text] of Object.entries(files))
    if (path !== kubelet) expect(read(path)).toBe(text)
  expect(out).toMatch(/config.yaml +changed +the kubelet speaks JSON/)
  expect(out).toMatch(/causeway-edge.service +written/)
  expect(out).toContain('systemctl restart kubelet.service')
})

it('U51: converted again nothing changes; other flags change the unit alone, and what was there before stays known', async () => {
  const { root, read } = node()
  const before = all(root)
  await convert(root)
  const once = all(root)
  const { out } = await convert(root)
  expect(all(root)).toEqual(once)
  expect(out.match(/as it was/g)).toHaveLength(3)
  await convert(root, '--pod-api', 'none', '--pace', 'fast')
  expect(read(unit)).toContain('--pod-api none --pace fast')
  expect(read(unit)).not.toContain('169.254')
  expect((await revert(root)).error).toBeUndefined()
  expect(all(root)).toEqual(before)
})

it('U52: --dry-run shows the plan and the difference, of convert and revert, and changes nothing', async () => {
  const { root } = node()
  const before = all(root)
  const shown = await convert(root, '--dry-run')
  expect(all(root)).toEqual(before)
  expect(shown.out).toMatch(/config.yaml +to be changed/)
  expect(shown.out).toContain(
    '-rotateCertificates: true # yearly\n+rotateCertificates: false # yearly\n',
  )
  expect(shown.out).toContain(`--- /dev/null\n+++ b${dropIn}\n`)
  await convert(root)
  const converted = all(root)
  const back = await revert(root, '--dry-run')
  expect(back.out).toContain(
    '-rotateCertificates: false # yearly\n+rotateCertificates: true # yearly\n',
  )
  expect(all(root)).toEqual(converted)
})

it('U53: revert puts back byte for byte what was there, and a second time there is nothing', async () => {
  const { root, write } = node({ [unit]: undefined })
  write(kubelet, `\uFEFF${config}\r\n# \u00e9\n`.slice(1))
  const before = all(root)
  expect((await convert(root)).error).toBeUndefined()
  expect(all(root)).not.toEqual(before)
  const { out } = await revert(root)
  expect(all(root)).toEqual(before)
  expect(out).toMatch(/causeway-edge.service +taken away/)
  expect((await revert(root)).out).toContain('not converted')
})

it('U53: what somebody else has changed since is shown, and nothing is put back but with --force', async () => {
  const { root, write, read } = node()
  const before = all(root)
  await convert(root)
  write(kubelet, `${read(kubelet)}maxPods: 50\n`)
  const changed = all(root)
  const refused = await revert(root)
  expect(refused).toMatchObject({
    code: 'CONFLICT',
    error: expect.stringContaining('--force') as string,
  })
  expect(refused.out).toContain('+maxPods: 50\n')
  expect(all(root)).toEqual(changed)
  expect((await revert(root, '--force')).error).toBeUndefined()
  expect(all(root)).toEqual(before)
})

it('U53: a kubelet that was upgraded since is converted again, and put back as it was upgraded', async () => {
  const { root, write } = node()
  await convert(root)
  const upgraded = `${config}maxPods: 50\n`
  write(kubelet, upgraded)
  expect((await convert(root)).out).toMatch(/config.yaml +changed/)
  await revert(root)
  expect(all(root)).toEqual({ ...all(node().root), [kubelet]: upgraded })
})

it("U53: a unit of another's is not written over but with --force", async () => {
  const { root, write, read } = node({ [unit]: '[Unit]\nDescription=mine\n' })
  expect(await convert(root)).toMatchObject({ code: 'CONFLICT' })
  expect(read(unit)).toContain('mine')
  await convert(root, '--force')
  write(unit, `${read(unit)}# mine too\n`)
  expect(await convert(root)).toMatchObject({ code: 'CONFLICT' })
  await revert(root, '--force')
  expect(read(unit)).toContain('mine\n')
})

it('U54: a node of another layout, or half of one, is refused before anything is written, with what was expected', async () => {
  const wrong: readonly (readonly [Readonly<Record<string, string | undefined>>, RegExp])[] = [
    [{ '/var/lib/rancher/k3s/x': '' }, /expected a kubelet that kubeadm set up, came k3s/],
    [{ '/etc/kubernetes/manifests/kube-apiserver.yaml': '' }, /without a control plane/],
    [
      { [kubelet]: undefined },
      /config.yaml: expected a file, came none: join this node with kubeadm/,
    ],
    [{ [kubelet]: 'a: [' }, /config.yaml: expected a KubeletConfiguration in YAML/],
    [{ [kubelet]: '{"kind": "KubeletConfiguration"}' }, /one setting a line, came another form/],
    [{ [kubelet]: 'kind: Config\n' }, /came kind Config/],
    [{ [kubelet]: undefined, [`${kubelet}/x`]: '' }, /config.yaml: expected a file, came a folder/],
    [{ '/etc/kubernetes/kubelet.conf': undefined }, /kubelet.conf: expected a file, came none/],
    [{ '/etc/kubernetes/kubelet.conf': 'x' }, /the cluster's API server, came no server/],
    [
      {
        '/etc/kubernetes/kubelet.conf':
          'clusters: [{cluster: {server: "https://127.0.0.1:51003"}}]\n',
      },
      /came https:\/\/127.0.0.1:51003: take away/,
    ],
    [
      { '/usr/lib/systemd/system/kubelet.service.d/10-kubeadm.conf': undefined },
      /10-kubeadm.conf: expected kubeadm's addition/,
    ],
    [
      {
        '/usr/lib/systemd/system/kubelet.service.d/10-kubeadm.conf': 'ExecStart=/usr/bin/kubelet\n',
      },
      /came another/,
    ],
    [
      { '/etc/default/kubelet': 'KUBELET_EXTRA_ARGS=--kubeconfig=/x\n' },
      /expected no --kubeconfig/,
    ],
    [
      { '/var/lib/kubelet/kubeadm-flags.env': 'A="--rotate-certificates=true"\n' },
      /expected no --rotate-certificates/,
    ],
  ]
  for (const [more, says] of wrong) {
    const { root } = node(more)
    const before = all(root)
    expect((await convert(root)).error).toMatch(says)
    expect(all(root)).toEqual(before)
  }
  const { root } = node({ [kubelet]: undefined })
  symlinkSync('/dev/null', join(root, kubelet))
  expect((await convert(root)).error).toMatch(/config.yaml: expected a file/)
})

it('U54: flags are checked as `edge` checks them, and as a unit needs them', async () => {
  const { root } = node()
  const before = all(root)
  const of = async (...words: readonly string[]) =>
    (await run('convert', '--root', root, ...words)).error
  expect(await of('--bus', 'nats://x', '--lan', '10.0.0.7:1883')).toMatch(
    /--node: expected the node/,
  )
  expect(await of('--node', 'n1', '--bus', 'nats://x')).toMatch(/expected --bus URL, and --lan/)
  expect(await of(...agent, '--data', 'here')).toMatch(/--data: expected a path from/)
  expect(await of(...agent, '--bus', 'ftp://x')).toMatch(/expected/)
  expect(await of(...agent, '--pod-api', '10.0.0.1:1')).toMatch(
    /--pod-api: expected an address of 169/,
  )
  expect(await of(...agent, '--restart')).toMatch(/--restart: expected it without --root/)
  expect(await of(...agent, '--nonsense')).toMatch(/unknown option/)
  expect((await run('convert', '--root', '/nowhere', ...agent)).error).toMatch(
    /--root: expected a folder/,
  )
  expect((await run('--bus', 'nats://x')).error).toMatch(/required option '--node <name>'/)
  expect(all(root)).toEqual(before)
  expect(existsSync(join(root, '/etc/causeway'))).toBe(false)
})

it("U54: the node's name is the one in its certificate", async () => {
  const { root, write, read } = node()
  const pki = join(root, 'var/lib/kubelet/pki')
  mkdirSync(pki)
  const of = (name: string) =>
    execFileSync(
      'openssl',
      `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 9 -subj /O=system:nodes/CN=system:node:${name} -keyout /dev/null`.split(
        ' ',
      ),
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    )
  write('/var/lib/kubelet/pki/kubelet-client-1.pem', of('n7'))
  symlinkSync('/var/lib/kubelet/pki/kubelet-client-1.pem', join(pki, 'kubelet-client-current.pem'))
  const words = ['--bus', 'nats://x', '--lan', '10.0.0.7:1883']
  expect((await run('convert', '--root', root, ...agent)).error).toMatch(/--node: expected n7/)
  const { out, error } = await run('convert', '--root', root, ...words)
  expect(error).toBeUndefined()
  expect(read(unit)).toContain('--node n7')
  expect(out).toMatch(/kubelet-client-current.pem, .* lasts until/)
})

it('U55: in whatever way a setting was written, it alone is changed', () => {
  const value = fc.constantFrom(
    'true',
    'false',
    '"true"',
    "'x'",
    '',
    ' ',
    'text # why',
    '"" # none',
  )
  const line = fc.constantFrom('maxPods: 50', '# contentType: old', 'a:\n  contentType: inner', '')
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 4 }),
      fc.option(value),
      fc.option(value),
      fc.boolean(),
      (lines, type, rotate, ends) => {
        const written: string[] = [...new Set<string>(lines)]
        if (type !== null) written.splice(1, 0, `contentType: ${type}`)
        if (rotate !== null)
          written.unshift(`rotateCertificates:${rotate === '' ? '' : ` ${rotate}`}`)
        const text = `kind: KubeletConfiguration\n${written.join('\n')}${ends ? '\n' : ''}`
        const changed = withSettings(text, 'f')
        if (isFault(changed)) throw changed
        expect(parse(changed)).toEqual({ ...(parse(text) as object), ...kubeletSettings })
        expect(withSettings(changed, 'f')).toBe(changed)
        const kept = text
          .split('\n')
          .filter((one) => !/^(contentType|rotateCertificates):/.test(one))
        for (const one of kept) expect(changed).toContain(one)
      },
    ),
  )
})

it('U55: words of a unit come to the agent as they were given', () => {
  const words = ['/opt/my node/x', '--bus', 'nats://u:p%40$@h', '--x', 'a"b\\c']
  expect(agentUnitText(words)).toContain(
    'ExecStart="/opt/my node/x" --bus nats://u:p%%40$$@h --x "a\\"b\\\\c"\n',
  )
})

it('U55: a difference, applied, leads from one text to the other', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 })
  fc.assert(
    fc.property(text, text, (a, b) => {
      const bytes = (lines: readonly string[]) =>
        new TextEncoder().encode(lines.map((line) => `${line}\n`).join(''))
      const lines = diffOf('/f', bytes(a), bytes(b)).split('\n').slice(2, -1)
      const count = (mark: string) => lines.filter((line) => line.startsWith(mark)).length
      expect(count('+') - count('-')).toBe(a.join() === b.join() ? 0 : b.length - a.length)
      const gone = lines.filter((line) => line.startsWith('-')).map((line) => line.slice(1))
      for (const line of gone) expect(a).toContain(line)
    }),
  )
  expect(diffOf('/f', undefined, new TextEncoder().encode('x\n'))).toBe(
    '--- /dev/null\n+++ b/f\n+x\n',
  )
})
