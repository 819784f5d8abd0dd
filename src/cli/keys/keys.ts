// `causeway keys`: the public keys of a folder, as a line that others are told.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readPublicKeys } from '../../../bus/adapters/node-keyring.ts'
import type { PublicKeys } from '../../../bus/keyring.ts'
import { Fault } from '../../kernel/fault.ts'
import { toHex } from '../../kernel/hex.ts'
import { outcomeOf } from '../promise.ts'

/** Flags of `keys`. */
export interface KeysOptions {
  readonly data: string
  /** Where the cloud's keys are, if they are not in its folder. */
  readonly keys?: string
}

/** Prints a node's keys as a line of a trust file, a cloud's as the flag of an edge. Changes nothing. */
export async function keys(options: KeysOptions): Promise<void> {
  const producer = producerIn(options.data)
  const folder = options.keys ?? join(options.data, 'keys')
  const found = await outcomeOf<PublicKeys>((done) => readPublicKeys(folder, done))
  const [sign, seal] = [toHex(found.sign), toHex(found.seal)]
  const [, node] = /^node\/(.+)$/.exec(producer) ?? []
  const line =
    node === undefined ? `--cloud-key ${sign}` : `  ${node}: {sign: ${sign}, seal: ${seal}}`
  process.stdout.write(`${line}\n`)
}

/** Whose folder it is. */
function producerIn(data: string): string {
  const file = join(data, 'owner.json')
  try {
    const { producer } = JSON.parse(readFileSync(file, 'utf8')) as { producer?: unknown }
    if (typeof producer === 'string') return producer
  } catch {
    // Whatever is wrong with it, it is no folder of a node or a cloud.
  }
  const such = 'such as .causeway/nodes/NAME'
  throw new Fault('NOT_FOUND', `expected the folder of a node or a cloud at "${data}", ${such}`)
}
