// Keys for people: the trust file of `cloud`, and what `keys` prints for it.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it, vi } from 'vitest'
import { keys } from '../../src/cli/keys/keys.ts'
import { readTrustFile } from '../../src/cli/keys/trust-file.ts'
import { openFolder } from '../../src/cli/roles/system.ts'
import { Fault } from '../../src/kernel/fault.ts'
import { toHex } from '../../src/kernel/hex.ts'

const folder = mkdtempSync(join(tmpdir(), 'causeway-keys-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const file = join(folder, 'trust.yaml')
const read = (text: string) => {
  writeFileSync(file, text)
  return Object.fromEntries(readTrustFile(file))
}
const a = 'ab'.repeat(32)
const digits = '1234567890'.repeat(6) + '1e10'

it('U40: a trust file names keys, also such as look like numbers, or both keys of a node', () => {
  const text = `nodes:\n  a-1: ${a.toUpperCase()}\n  "2": ${digits}\n  a-3: {sign: ${a}, seal: ${digits}}\n`
  expect(read(text)).toEqual({
    'a-1': { sign: a, seal: undefined },
    '2': { sign: digits, seal: undefined },
    'a-3': { sign: a, seal: digits },
  })
  expect(read('nodes: {}')).toEqual({})
})

const wrong: readonly [text: string, says: RegExp][] = [
  ['', /line 1: expected a mapping with `nodes`, came something else/],
  ['- x', /line 1: expected a mapping with `nodes`/],
  ['{}', /line 1: expected `nodes`, came none/],
  [`nodes: {}\nothers: {}`, /line 2: expected `nodes` and nothing else, came "others"/],
  ['nodes:', /line 1: expected a mapping of names to keys/],
  [`nodes:\n  a-1: ${a}\n  a-2: abc`, /line 3: expected for a-2 a public key .*, came "abc"/],
  [`nodes:\n  a-1: [${a}]`, /line 2: expected for a-1 a public key/],
  [`nodes:\n  a-1:`, /line 2: expected for a-1 a public key/],
  [`nodes:\n  a-1: {seal: ${a}}`, /line 2: expected `sign` of a-1, came none/],
  [`nodes:\n  a-1:\n    sign: ${a}\n    sael: ${a}`, /line 4: expected `sign` and `seal` of a-1/],
  [`nodes:\n  a-1: ${a}\n  a-1: ${a}`, /line 3: expected YAML, came .*unique/],
  ['nodes: {a: *b}', /line 1: expected /],
  ['nodes:\n\tx: y', /line 2: expected YAML/],
]
it.each(wrong)('U40: %j is refused, with its line and what was expected', (text, says) => {
  const fault = (() => {
    try {
      return read(text)
    } catch (error) {
      return error
    }
  })()
  expect(fault).toBeInstanceOf(Fault)
  expect(fault).toMatchObject({ code: 'CONFIG_INVALID', message: expect.stringMatching(says) })
})

it('U41: `keys` prints a line for the trust file, also while its process runs, and changes nothing', async () => {
  const data = join(folder, 'a-1')
  const open = await openFolder(data, 'node/a-1')
  const before = readdirSync(data, { recursive: true })
  const line = await printed({ data })
  const { sign, seal } = open.keyring.publicKeys
  expect(read(`nodes:\n${line}`)).toEqual({ 'a-1': { sign: toHex(sign), seal: toHex(seal) } })
  await new Promise<void>((done) => open.folder.close(done))
  expect(await printed({ data })).toBe(line)
  expect(readdirSync(data, { recursive: true })).toEqual(before)
})

it('U41: of a cloud it prints the flag for its edges, also where its keys are elsewhere', async () => {
  const data = join(folder, 'cloud')
  const shared = join(folder, 'shared-keys')
  const { folder: open, keyring } = await openFolder(data, 'cloud/a', shared)
  await new Promise<void>((done) => open.close(done))
  expect(await printed({ data, keys: shared })).toBe(
    `--cloud-key ${toHex(keyring.publicKeys.sign)}\n`,
  )
  await expect(keys({ data })).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: expect.stringMatching(/expected keys in .*sign.pem, came none/),
  })
  await expect(keys({ data: join(folder, 'none') })).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: expect.stringMatching(/expected the folder of a node or a cloud at/),
  })
})

async function printed(options: Parameters<typeof keys>[0]): Promise<string> {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  try {
    await keys(options)
    return write.mock.calls.map(([text]) => String(text)).join('')
  } finally {
    write.mockRestore()
  }
}
