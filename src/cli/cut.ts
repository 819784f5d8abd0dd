// `causeway cut` and `causeway heal`: makes packets of a node or site vanish, and lets them pass again.
import { readUpFile } from './data-folder.ts'
import { Fault } from '../kernel/fault.ts'
import { UsageError } from './exit.ts'
import { askJson } from './http.ts'
import type { Cut } from './relay/plan.ts'

/** Flags of `cut`. */
export interface CutOptions {
  readonly data: string
  readonly direction: string
  readonly reset?: boolean
  readonly peers?: boolean
}

/** Cuts a node, or every node of a site. */
export async function cut(name: string, options: CutOptions): Promise<void> {
  const { direction } = options
  if (!['up', 'down', 'both'].includes(direction)) {
    throw new UsageError(`--direction: expected up, down or both, got "${direction}"`)
  }
  const how: Cut = {
    up: direction !== 'down',
    down: direction !== 'up',
    reset: options.reset === true,
    peers: options.peers === true,
  }
  const nodes = await change(name, options.data, how)
  const ways = direction === 'both' ? '' : ` ${direction}`
  process.stdout.write(`cut${ways}: ${nodes.join(', ')}${how.peers ? ', peers too' : ''}\n`)
}

/** Heals a node, or every node of a site. */
export async function heal(name: string, options: { readonly data: string }): Promise<void> {
  const nodes = await change(name, options.data, null)
  process.stdout.write(`healed: ${nodes.join(', ')}\n`)
}

async function change(name: string, data: string, how: Cut | null): Promise<readonly string[]> {
  const file = readUpFile(data)
  const all = Object.values(file.sites).flat()
  const nodes = file.sites[name] ?? all.filter((node) => node === name)
  if (nodes.length === 0) {
    const sites = Object.keys(file.sites).join(', ')
    throw new UsageError(`expected a site (${sites}) or a node (${all.join(', ')}), got "${name}"`)
  }
  const otherwise = 'stop `causeway up` and start it again'
  const at = file.processes.find((one) => one.role === 'relay')?.addresses['control']
  if (at === undefined)
    throw new Fault('UNREACHABLE', `expected the relay of ${data} to run, came none: ${otherwise}`)
  const relay = { whom: 'the relay', at, otherwise }
  await askJson({
    ...relay,
    method: 'POST',
    path: '/',
    body: { nodes, cut: how },
    timeoutMs: 5_000,
  })
  return nodes
}
