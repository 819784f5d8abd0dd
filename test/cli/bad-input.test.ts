// Wrong usage of the real command line: what it says, and how it ends.
import { execFile } from 'node:child_process'
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, it } from 'vitest'

const main = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'causeway-bad-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function run(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [main, ...args], { timeout: 60_000 }, (error, out, err) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1
      resolve({ code, out, err })
    })
  })
}

const data = ['--data', join(folder, 'data')]
const cloud = [
  'cloud',
  '--bus',
  'embedded',
  '--bus-listen',
  '127.0.0.1:0',
  '--listen',
  '127.0.0.1:0',
  ...data,
]

const edge = ['edge', '--bus', 'nats://127.0.0.1:1', '--data', join(folder, 'edge')]

const wrong: readonly { args: readonly string[]; code: number; says: RegExp }[] = [
  { args: ['nonsense'], code: 2, says: /unknown command/ },
  { args: ['up', '--nonsense'], code: 2, says: /unknown option/ },
  { args: ['up', '--pace', 'slow', ...data], code: 2, says: /fast, real/ },
  { args: ['up', '--sites', 'a=0', ...data], code: 2, says: /expected NAME=COUNT/ },
  { args: ['up', '--bus', 'http://x', ...data], code: 2, says: /expected embedded/ },
  {
    args: ['up', '--kubeconfig', '/none', ...data],
    code: 2,
    says: /--kubeconfig: .none: expected a kubeconfig, came: ENOENT/,
  },
  {
    args: ['up', '--kubeconfig', '/dev/null', ...data],
    code: 2,
    says: /--kubeconfig: .dev.null: expected a kubeconfig, came: something else; give/,
  },
  {
    args: ['up', '--bus', 'nats://ann:secret@127.0.0.1:1', ...data],
    code: 1,
    says: /expected the bus nats:..….127.0.0.1:1 at 127.0.0.1:1, came ECONNREFUSED: start that server/,
  },
  { args: ['status', ...data], code: 1, says: /no running causeway.*start one with `causeway up`/ },
  { args: ['cut', 'x', ...data], code: 1, says: /no running causeway/ },
  {
    args: ['status', '--cloud', '127.0.0.1:1'],
    code: 1,
    says: /expected an answer of the cloud at 127.0.0.1:1, came ECONNREFUSED: see whether/,
  },
  {
    args: ['events', '--cloud', '127.0.0.1:1'],
    code: 1,
    says: /expected an answer of the cloud at 127.0.0.1:1/,
  },
  { args: ['why', 'nonsense', ...data], code: 2, says: /expected node\/NAME/ },
  { args: ['events', '--from', 'x', ...data], code: 2, says: /expected a sequence/ },
  { args: ['events', '--from', '1e3', ...data], code: 2, says: /expected a sequence/ },
  { args: ['events', '--from', '-1', ...data], code: 2, says: /expected a sequence/ },
  { args: ['events', '--from', '9'.repeat(16), ...data], code: 2, says: /expected a sequence/ },
  { args: ['state', ...data], code: 2, says: /required option '--at <time>'/ },
  { args: ['state', '--at', 'yesterday', ...data], code: 2, says: /expected a time such as/ },
  {
    args: ['state', '--at', '-1h', '-o', 'table', ...data],
    code: 2,
    says: /expected json or yaml/,
  },
  { args: [...cloud, '--keep', 'forever'], code: 2, says: /--keep: expected a time such as 7d/ },
  { args: [...cloud, '--keep', '0d'], code: 2, says: /expected some history/ },
  { args: [...cloud, '--keep-mb', 'x'], code: 2, says: /--keep-mb: expected megabytes/ },
  { args: ['declare', 'sick', 'a-1', ...data], code: 2, says: /declare failed NODE/ },
  {
    args: ['status', '-o', 'xml', '--cloud', '127.0.0.1:1'],
    code: 2,
    says: /table, wide, json or yaml/,
  },
  {
    args: ['status', '--cloud', 'http://127.0.0.1:7070'],
    code: 2,
    says: /the address of the cloud: expected HOST:PORT/,
  },
  {
    args: ['edge', '--node', 'a', '--bus', 'ftp://x', '--data', join(folder, 'a')],
    code: 2,
    says: /CONFIG_INVALID/,
  },
  {
    args: [...edge, '--node', 'No Node'],
    code: 2,
    says: /expected the name of a Kubernetes node .*, got "No Node"/,
  },
  {
    args: [...edge, '--node', 'a', '--kubelet-health', 'x y'],
    code: 2,
    says: /--kubelet-health: expected HOST:PORT/,
  },
  { args: [...cloud, '--kubeconfig', '/none'], code: 2, says: /CONFIG_INVALID/ },
  { args: [...cloud, '--listen', 'x'], code: 2, says: /expected HOST:PORT/ },
]

for (const { args, code, says } of wrong) {
  it(`U5: ${args.slice(0, 3).join(' ')} …: exit ${code}, ${says.source}`, async () => {
    const ran = await run(...args)
    expect(ran.err).toMatch(says)
    expect(ran.err).not.toMatch(/\n\s+at /)
    expect([ran.code, ran.out]).toEqual([code, ''])
  })
}

it('U6: a port in use is named, and so is what to do', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const ran = await run(...cloud, '--listen', `127.0.0.1:${port}`)
  server.close()
  expect(ran.code).toBe(1)
  expect(ran.err).toMatch(/expected 127.0.0.1:\d+ to be free, got EADDRINUSE: choose .*PORT_IN_USE/)
  const elsewhere = await run(...cloud, '--listen', '203.0.113.1:7070')
  expect(elsewhere.code).toBe(2)
  expect(elsewhere.err).toMatch(
    /expected an address of this machine, got 203.0.113.1:7070 .*: name one/,
  )
})

it('U7: the folder of another node, and one of a newer version, are refused untouched', async () => {
  for (const [name, owner, says] of [
    ['foreign', { version: 1, producer: 'node/other' }, /STORE_FOREIGN/],
    ['newer', { version: 99, producer: 'node/a' }, /NEWER_VERSION/],
  ] as const) {
    const at = join(folder, name)
    mkdirSync(at)
    writeFileSync(join(at, 'owner.json'), JSON.stringify(owner))
    const ran = await run('edge', '--node', 'a', '--bus', 'nats://127.0.0.1:1', '--data', at)
    expect([ran.code, ran.err]).toEqual([1, expect.stringMatching(says)])
  }
})

const roles = (at: string): readonly (readonly string[])[] => [
  ['up', '--data', at],
  [...cloud.slice(0, -1), at],
  [...edge.slice(0, -1), at, '--node', 'a'],
]

it('U21: a folder that cannot be made or written is named, at once, and so is what to do', async () => {
  const file = join(folder, 'file')
  writeFileSync(file, '')
  const says =
    /^error: expected a folder at ".+" that can be made and written, came .+: name another with --data, or change its owner \(CONFIG_INVALID\)\n$/
  const others = ['/proc', '/sys/none', join(file, 'below')].flatMap((at) => roles(at).slice(-1))
  for (const args of [...roles('/proc/none'), ...others]) {
    const ran = await run(...args)
    expect([ran.code, ran.out, ran.err]).toEqual([2, '', expect.stringMatching(says)])
  }
  expect(await run('status', '--data', '/proc/none')).toMatchObject({
    code: 1,
    err: expect.stringMatching(/^error: no running causeway in /) as string,
  })
  expect(await run('up', '--data', '')).toMatchObject({ code: 2, out: '' })
}, 300_000)

it('U20: without its cloud, or with its `up` killed, a folder says so and what to do', async () => {
  const at = join(folder, 'left')
  mkdirSync(at)
  const process = (role: string) => ({ role, pid: 1, addresses: {} })
  const write = (file: object) => writeFileSync(join(at, 'up.json'), JSON.stringify(file))
  const alive = { pid: globalThis.process.pid, control: '127.0.0.1:1', sites: { a: ['a-1'] } }
  const commands = [['status'], ['why', 'node/a-1'], ['events'], ['declare', 'failed', 'a-1']]
  const says = async (text: RegExp) => {
    for (const command of commands) {
      const ran = await run(...command, '--data', at)
      expect([ran.code, ran.out, ran.err.trim().split('\n')]).toEqual([
        1,
        '',
        [expect.stringMatching(text)],
      ])
    }
  }
  write({ ...alive, processes: [process('kubernetes')] })
  await says(/came none yet: `up` is starting/)
  write({ ...alive, processes: [process('relay'), process('edge')] })
  await says(/the cloud of .* to run, came none: start it again with `causeway start cloud --data /)
  const admin = { role: 'cloud', pid: 1, addresses: { admin: '127.0.0.1:1' } }
  write({ ...alive, processes: [admin] })
  await says(/came ECONNREFUSED: start it again with `causeway start cloud --data /)
  write({ ...alive, pid: 2 ** 22 + 1, processes: [admin] })
  await says(/it was killed; start it with `causeway up` again/)
  for (const other of ['null', '{}', '[1]', '{']) {
    writeFileSync(join(at, 'up.json'), other)
    const ran = await run('status', '--data', at)
    expect([ran.code, ran.err]).toEqual([
      1,
      expect.stringMatching(/no running causeway in .+ start one/),
    ])
  }
}, 300_000)

/** Servers that are not the cloud. */
const strangers: readonly { name: string; serve: (socket: Socket) => void; came: string }[] = [
  { name: 'text', serve: answering('hello\n'), came: 'something else' },
  { name: 'other JSON', serve: answering('{"nodes":[]}\n'), came: 'something else' },
  { name: 'another protocol', serve: (socket) => socket.write('SSH-2.0-x\r\n'), came: 'HPE_.+' },
  { name: 'half an answer', serve: breakingOff, came: 'ECONNRESET' },
  { name: 'nothing', serve: () => {}, came: 'none within 5 s' },
]

function answering(body: string): (socket: Socket) => void {
  return (socket) => {
    const head = `HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n`
    socket.once('data', () => socket.end(head + body))
  }
}

function breakingOff(socket: Socket): void {
  socket.once('data', () => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{"seq":')
    socket.destroySoon()
  })
}

it.each(strangers)(
  'U25: the cloud’s place is taken by $name',
  async ({ serve, came }) => {
    const server = createServer((socket) => {
      socket.on('error', () => {})
      serve(socket)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const at = `127.0.0.1:${(server.address() as AddressInfo).port}`
    const commands = [['status'], ['why', 'node/a'], ['events'], ['declare', 'failed', 'a']]
    const rans = await Promise.all(commands.map((args) => run(...args, '--cloud', at)))
    server.close()
    const says = new RegExp(
      `^error: expected an answer of the cloud at ${at}, came ${came}: see wh.+$`,
    )
    for (const [i, ran] of rans.entries())
      expect([ran.code, ran.err.trimEnd().split('\n')], commands[i]?.join(' ')).toEqual([
        1,
        [expect.stringMatching(says)],
      ])
  },
  300_000,
)

it('U5: `start` of what is not there is wrong usage, and names what is', async () => {
  const at = join(folder, 'named')
  mkdirSync(at)
  const file = { pid: process.pid, control: '127.0.0.1:1', sites: { a: ['a-1'] }, processes: [] }
  writeFileSync(join(at, 'up.json'), JSON.stringify(file))
  const ran = await run('start', 'b-1', '--data', at)
  expect([ran.code, ran.err]).toEqual([2, 'error: expected one of cloud, a-1, got "b-1"\n'])
})

it('U5: a reader who has read enough ends a command without a word', async () => {
  const piped = `"${process.execPath}" "${main}" --help | head -c 1`
  const ran = await new Promise<string>((resolve) => {
    execFile('bash', ['-c', `set -o pipefail; ${piped}`], (_, out, err) => resolve(out + err))
  })
  expect(ran).toBe('U')
})
