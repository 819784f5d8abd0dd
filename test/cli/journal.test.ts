// `causeway journal` on the folders of stopped processes: the real command line on real files.
import { execFile, fork } from 'node:child_process'
import { cpSync, existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { openNodeKeyring } from '../../bus/adapters/node-keyring.ts'
import type { Keyring } from '../../bus/keyring.ts'
import { decodeBatch } from '../../schemas/batch.ts'
import { decodeCarried, encodeCarried } from '../../schemas/carried-file.ts'
import { encodeDown } from '../../schemas/down.ts'
import type { Applied } from '../../schemas/down.ts'
import { factToDraft } from '../../schemas/fact-codec.ts'
import { openSigned, sealSigned } from '../../schemas/signed.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import { toHex } from '../../src/kernel/hex.ts'
import { nodeId, sequence, siteId } from '../../src/kernel/ids.ts'
import { wallMs } from '../../src/kernel/time.ts'
import { realDrive, whole } from '../conformance/disk.ts'
import { asked, drafts, open, producer, sha256 } from '../support/journal.ts'
import { diskIn } from '../torture/flip.ts'
import { scratchFolder } from '../torture/scratch.ts'

vi.setConfig({ testTimeout: 120_000 }) // each command is a process of its own

const main = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url))
const scratch = scratchFolder('cli-journal')
afterAll(scratch.dispose)

const original = join(scratch.folder, 'original')
const keysIn = async (folder: string): Promise<Keyring> =>
  whole(await realDrive<Keyring | Fault>((done) => openNodeKeyring(folder, done)))

let cloud: Keyring
let claim: Applied

/** A node that was assigned once and has noted thirty facts since. */
beforeAll(async () => {
  cloud = await keysIn(join(scratch.folder, 'cloud-keys'))
  await keysIn(join(original, 'keys'))
  const disk = diskIn(original)
  const { journal } = await open(disk)
  const node = nodeId('a')
  const assignment = { node, site: siteId('s'), shard: 0, members: [] }
  const cloudKey = toHex(cloud.publicKeys.sign)
  const fact = { kind: 'assignment-learned', node, assignment, cloudKey } as const
  const at = { wallMs: wallMs(1), counter: 0 }
  whole(await asked(disk, journal).append([factToDraft(fact, at)]))
  for (const draft of drafts(1, 30)) whole(await asked(disk, journal).append([draft]))
  const { epoch, last: upTo, chain } = journal.position('state')
  claim = { kind: 'applied', producer, lane: 'state', epoch, upTo, chain }
  await asked(disk, journal).close()
  writeFileSync(join(original, 'owner.json'), `${JSON.stringify({ version: 1, producer })}\n`)
})

/** A copy of the node's folder, below another. */
function copied(name: string): string {
  const folder = join(scratch.folder, name, 'nodes', 'a')
  cpSync(original, folder, { recursive: true })
  return folder
}

function run(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [main, 'journal', ...args], (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err })
    })
  })
}

const file = (name: string) => join(scratch.folder, name)
const logOf = (folder: string) => {
  const name = readdirSync(join(folder, 'journal')).find((each) => each.endsWith('.log')) ?? ''
  return join(folder, 'journal', name)
}

it('U32: `journal verify` looks at every store below a folder, at any depth, and says of each lane where it stands', async () => {
  copied('verified')
  const ran = await run('verify', '--data', join(scratch.folder, 'verified'))
  expect([ran.code, ran.err]).toEqual([0, ''])
  expect(ran.out.split('\n')[0]).toMatch(
    /^STORE +PRODUCER +LANE +EPOCH +CHECKPOINT +LAST +VERDICT$/,
  )
  expect(ran.out).toMatch(/^nodes\/a +node\/a +state +\d+ +0 +31 +whole$/m)
  expect(ran.out).toMatch(/^nodes\/a +node\/a +audit +\d+ +0 +0 +whole$/m)
})

it('U32: one flipped bit ends in exit code 1, the file and the exact sequences', async () => {
  const folder = copied('flipped')
  const bytes = readFileSync(logOf(folder))
  const at = bytes.indexOf('"n":12')
  bytes[at] = (bytes[at] ?? 0) ^ 1
  writeFileSync(logOf(folder), bytes)
  for (const data of [folder, join(scratch.folder, 'flipped')]) {
    const ran = await run('verify', '--data', data)
    expect(ran.code).toBe(1)
    expect(ran.out).toMatch(/state +\d+ +0 +\d+ +missing 13/m)
    expect(ran.out).toMatch(/\.log: the record at byte \d+ is bent/)
    expect(ran.err).toMatch(
      /^error: expected whole stores, got .*state missing 13.*\(JOURNAL_HOLE\)\n$/,
    )
  }
})

it('U32: a folder without stores, and none at all, are said to be so', async () => {
  const empty = await run('verify', '--data', join(original, 'keys'))
  expect([empty.code, empty.err]).toEqual([1, expect.stringContaining('found none')])
  const none = await run('verify', '--data', file('nowhere'))
  expect([none.code, none.err]).toEqual([1, expect.stringContaining('is not there')])
})

it('U32, U33: a store that a process has open is left alone, and it goes on', async () => {
  const folder = copied('held')
  const child = new URL('../support/hold-folder-child.ts', import.meta.url)
  const strip = new URL('../support/strip-types.mjs', import.meta.url).href
  const holder = fork(child, [folder], { execArgv: ['--import', strip] })
  const said = await new Promise((resolve) => holder.once('message', resolve))
  expect(said).toBe('held')
  for (const args of [['verify'], ['export', file('held.cw')]]) {
    const ran = await run(...args, '--data', folder)
    expect([ran.code, ran.out]).toEqual([1, ''])
    expect(ran.err).toMatch(/to be stopped, got one that a process has open: .*\(STORE_LOCKED\)/)
  }
  expect([holder.exitCode, existsSync(file('held.cw'))]).toEqual([null, false])
  holder.kill('SIGKILL')
  await new Promise((resolve) => holder.once('exit', resolve))
})

it('U33: `journal export` writes what is not confirmed and changes nothing; from a sequence on if asked', async () => {
  const folder = copied('exported')
  const before = readFileSync(logOf(folder))
  const ran = await run('export', file('all.cw'), '--data', folder)
  expect([ran.code, ran.err]).toEqual([0, ''])
  expect(ran.out).toMatch(/^state +0 +31 +31$/m)
  expect(readFileSync(logOf(folder))).toEqual(before)
  const carried = whole(decodeCarried(new Uint8Array(readFileSync(file('all.cw'))), sha256))
  expect(carried).toMatchObject({ kind: 'batches' })
  const later = await run('export', file('some.cw'), '--data', folder, '--after', 'state=20')
  expect(later.out).toMatch(/^state +20 +31 +11$/m)
  const wrong = await run('export', file('x.cw'), '--data', folder, '--after', '20')
  expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('expected LANE=SEQUENCE')])
  const beyond = await run('export', file('x.cw'), '--data', folder, '--after', 'state=99')
  expect([beyond.code, beyond.err]).toEqual([1, expect.stringContaining('GONE')])
  const nowhere = await run('export', join(file('all.cw'), 'x'), '--data', folder)
  expect([nowhere.code, nowhere.err]).toEqual([2, expect.stringContaining('ENOTDIR')])
})

/** A file of answers, signed by a keyring. */
function writeAnswers(name: string, keys: Keyring, answers: readonly Applied[]): string {
  const as = { context: 'down', signer: 'cloud/a' } as const
  const messages = answers.map((each) => sealSigned(as, encodeDown(each), keys.sign))
  writeFileSync(file(name), whole(encodeCarried({ kind: 'answers', messages }, sha256)))
  return file(name)
}

it('U33: answers that are brought back confirm the node’s lanes, once', async () => {
  const folder = copied('answered')
  const answers = writeAnswers('answers.cw', cloud, [claim])
  const ran = await run('import', answers, '--data', folder)
  expect([ran.code, ran.err]).toEqual([0, ''])
  expect(ran.out).toMatch(/^state +\d+ +31 +confirmed$/m)
  expect((await run('import', answers, '--data', folder)).out).toMatch(/known already/)
  expect((await run('export', file('rest.cw'), '--data', folder)).out).toMatch(
    /^state +31 +31 +0$/m,
  )
  expect((await run('verify', '--data', folder)).code).toBe(0)
})

/** A door that takes batches as the cloud's does, knowing nothing before `from`. */
async function cloudDoor(knownFrom: number): Promise<{ at: string; close: () => void }> {
  const door = createServer((request, reply) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const any = { keyOf: () => new Uint8Array(32), verify: () => true }
      const opened = whole(openSigned(Buffer.concat(parts), { context: 'batch', ...any }))
      const { lane, epoch, from, chain, envelopes } = whole(decodeBatch(opened.payload))
      const facts = envelopes.length
      const said: Applied = { ...claim, lane, epoch, upTo: sequence(from + facts - 1), chain }
      const as = { context: 'down', signer: 'cloud/a' } as const
      const signed = toHex(sealSigned(as, encodeDown(said), cloud.sign))
      const isThere = from > knownFrom || facts === 0
      const answer = isThere ? 'applied' : 'want'
      const upTo = isThere ? said.upTo : 0
      reply.end(JSON.stringify({ lane, from, facts, epoch, known: epoch, answer, upTo, signed }))
    })
  })
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve))
  const { port } = door.address() as AddressInfo
  return { at: `127.0.0.1:${port}`, close: () => door.close() }
}

it('U33: batches go to the cloud, its answers into a file, and that file back to the node', async () => {
  const folder = copied('carried')
  const door = await cloudDoor(0)
  await run('export', file('up.cw'), '--data', folder)
  const there = ['--cloud', door.at, '--answers', file('down.cw')]
  const ran = await run('import', file('up.cw'), ...there)
  door.close()
  expect([ran.code, ran.err]).toEqual([0, ''])
  expect(ran.out).toMatch(/^state +\d+ +1\.\.31 +31 +taken$/m)
  const back = await run('import', file('down.cw'), '--data', folder)
  expect(back.out).toMatch(/^state +\d+ +31 +confirmed$/m)
})

it('U33: a cloud that lacks what was before says so, and from where to export again', async () => {
  const folder = copied('gap')
  const door = await cloudDoor(40)
  await run('export', file('late.cw'), '--data', folder, '--after', 'state=20')
  const ran = await run('import', file('late.cw'), '--cloud', door.at)
  door.close()
  expect(ran.code).toBe(1)
  expect(ran.out).toMatch(/^state +\d+ +21\.\.31 +0 +wants facts after 0$/m)
  expect(ran.err).toMatch(/export again with --after state=0 \(CONFLICT\)/)
})

it('U33: damaged, foreign, newer, forged and misdirected files are refused, and change nothing', async () => {
  const folder = copied('refused')
  const stranger = await keysIn(join(scratch.folder, 'stranger-keys'))
  const good = new Uint8Array(readFileSync(writeAnswers('good.cw', cloud, [claim])))
  const put = (name: string, bytes: Uint8Array): string => {
    writeFileSync(file(name), bytes)
    return file(name)
  }
  const bent = good.slice()
  bent[30] = (bent[30] ?? 0) ^ 1
  const newer = good.slice()
  newer[8] = 7
  const elsewhere = { ...claim, producer: 'node/b' as typeof producer }
  const wrong: readonly (readonly [string, RegExp])[] = [
    [put('cut.cw', good.subarray(0, 50)), /damaged.*MALFORMED/],
    [put('bent.cw', bent), /damaged.*MALFORMED/],
    [put('foreign.cw', new TextEncoder().encode('# a readme')), /got another.*MALFORMED/],
    [put('newer.cw', newer), /NEWER_VERSION/],
    [writeAnswers('forged.cw', stranger, [claim]), /SIGNATURE_INVALID/],
    [writeAnswers('misdirected.cw', cloud, [claim, elsewhere]), /STORE_FOREIGN/],
    [writeAnswers('fork.cw', cloud, [{ ...claim, chain: new Uint8Array(32) }]), /CONFLICT/],
    [file('not-there.cw'), /ENOENT.*NOT_FOUND/],
  ]
  for (const [path, says] of wrong) {
    const ran = await run('import', path, '--data', folder)
    expect([path, ran.code, ran.err]).toEqual([path, 1, expect.stringMatching(says)])
  }
  expect((await run('export', file('left.cw'), '--data', folder)).out).toMatch(
    /^state +0 +31 +31$/m,
  )
})
