// A node's addresses as processes: the agent, killed and started again, and the plugin as a runtime calls it.
import { fork, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { IpamConfig } from '../../edge/ipam/config.ts'
import type { RuntimePod } from '../../src/network/address-state.ts'
import { nodeId } from '../../src/kernel/ids.ts'
import type { IpamChildPlan } from './ipam-agent-child.ts'

const strip = new URL('strip-types.mjs', import.meta.url).href
const child = new URL('ipam-agent-child.ts', import.meta.url)
const plugin = fileURLToPath(new URL('../../dist/src/cli/ipam/main.js', import.meta.url))

/** How a call of a plugin ended. */
export interface Called {
  readonly code: number | null
  /** What it printed, as JSON; undefined for nothing. */
  readonly said: Record<string, unknown> | undefined
  readonly stderr: string
}

/** A pod's sandbox, as the runtime would call a plugin for it. */
export interface Sandbox {
  readonly pod: string
  readonly container: string
  readonly uid?: string
  readonly netns?: string
}

/** One node. */
export class IpamNode {
  readonly folder = mkdtempSync(join(tmpdir(), 'causeway-ipam-'))
  readonly socket = join(this.folder, 'ipam.sock')
  /** Where plugins are found: ours under its name, and those of the system. */
  readonly path = `${join(this.folder, 'bin')}:/usr/lib/cni`
  config: IpamConfig = {
    node: nodeId('n'),
    socket: this.socket,
    ranges: [{ subnet: '10.244.7.0/29' }],
    routes: [{ dst: '0.0.0.0/0' }],
    graceMs: 60_000,
    boot: 'boot-1',
  }
  pods: readonly RuntimePod[] = []
  #agent: ChildProcess | undefined

  constructor() {
    mkdirSync(join(this.folder, 'bin'))
    symlinkSync(plugin, join(this.folder, 'bin', 'causeway-ipam'))
  }

  /** Starts the agent, and waits until it serves. */
  async start(): Promise<void> {
    const plan: IpamChildPlan = { folder: this.folder, config: this.config, pods: this.pods }
    const agent = fork(child, [JSON.stringify(plan)], { execArgv: ['--import', strip] })
    this.#agent = agent
    const [said] = (await once(agent, 'message')) as [string]
    if (said !== 'serving') throw new Error(said)
  }

  /** Kills the agent. */
  async kill(): Promise<void> {
    const agent = this.#agent
    if (agent === undefined || agent.exitCode !== null || agent.signalCode !== null) return
    const exited = once(agent, 'exit')
    agent.kill('SIGKILL')
    await exited
  }

  /** The journal is lost. */
  wipe(): void {
    for (const name of ['journal', 'head']) rmSync(join(this.folder, name), { recursive: true })
  }

  async remove(): Promise<void> {
    await this.kill()
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** Calls a plugin as a runtime does; `program` is its file, behind whatever runs it. */
  async call(
    program: readonly [string, ...string[]],
    command: string,
    { pod, container, uid = `uid-${pod}`, netns = '/var/run/netns/none' }: Sandbox,
    network: object,
  ): Promise<Called> {
    const args = `IgnoreUnknown=1;K8S_POD_NAMESPACE=shop;K8S_POD_NAME=${pod};K8S_POD_UID=${uid}`
    const env = {
      ...process.env,
      CNI_COMMAND: command,
      CNI_CONTAINERID: container,
      CNI_NETNS: netns,
      CNI_IFNAME: 'eth0',
      CNI_PATH: this.path,
      CNI_ARGS: args,
    }
    const [binary, ...behind] = program
    const running = spawn(binary, behind, { env })
    running.stdin.on('error', () => {}).end(JSON.stringify(network))
    const [out, err]: [Buffer[], Buffer[]] = [[], []]
    running.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    running.stderr.on('data', (chunk: Buffer) => err.push(chunk))
    const [code] = (await once(running, 'close')) as [number | null]
    const text = Buffer.concat(out).toString()
    const said = text === '' ? undefined : (JSON.parse(text) as Record<string, unknown>)
    return { code, said, stderr: Buffer.concat(err).toString() }
  }

  /** Calls `causeway-ipam` itself. */
  ipam(command: string, sandbox: Sandbox, more: object = {}): Promise<Called> {
    const ipam = { type: 'causeway-ipam', socket: this.socket }
    const network = { cniVersion: '1.0.0', name: 'pods', type: 'bridge', ipam, ...more }
    return this.call([join(this.folder, 'bin', 'causeway-ipam')], command, sandbox, network)
  }
}
