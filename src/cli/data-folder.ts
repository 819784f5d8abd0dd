// The folder that `--data` names: where `up` writes what other commands read.
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Fault } from '../kernel/fault.ts'
import type { Asked } from './http.ts'

/** What a process of `up` does. */
export type Role = 'kubernetes' | 'cloud' | 'edge' | 'kubelet' | 'bus' | 'relay'

/** One process of `up`, as `up.json` lists it. `addresses.*` are `IPv4:port`. */
export interface UpProcess {
  readonly role: Role
  readonly node?: string
  readonly pid: number
  readonly addresses: Readonly<Record<string, string>>
}

/** The contents of `up.json`. */
export interface UpFile {
  /** Where `up` itself takes `start`. */
  readonly control: string
  readonly pid: number
  readonly bus: string
  readonly pace: string
  readonly sites: Readonly<Record<string, readonly string[]>>
  readonly processes: readonly UpProcess[]
}

/** Writes `up.json` whole or not at all. */
export function writeUpFile(data: string, file: UpFile): void {
  const path = join(data, 'up.json')
  writeFileSync(`${path}.new`, `${JSON.stringify(file, null, 2)}\n`)
  renameSync(`${path}.new`, path)
}

/** Reads `up.json`; says what to do where there is none, or where its `up` was killed. */
export function readUpFile(data: string): UpFile {
  const path = join(data, 'up.json')
  const file = parsed(path)
  if (file === undefined) {
    const instead = 'start one with `causeway up`, or name its folder with --data'
    throw new Fault('UNREACHABLE', `no running causeway in ${data}: expected ${path}; ${instead}`)
  }
  if (!isAlive(file.pid)) {
    const was = `expected the \`up\` of ${data} to run, came none: it was killed`
    throw new Fault('UNREACHABLE', `${was}; start it with \`causeway up\` again`)
  }
  return file
}

/** undefined when there is no such file, or it is none that an `up` wrote. */
function parsed(path: string): UpFile | undefined {
  try {
    const file = JSON.parse(readFileSync(path, 'utf8')) as Partial<UpFile> | null
    const { control, pid, sites, processes } = file ?? {}
    const isWhole = [control, pid, sites, processes].every((part) => part !== undefined)
    return isWhole ? (file as UpFile) : undefined
  } catch {
    return undefined
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** The cloud for commands: the one given, or that of `up`. */
export function cloudOf({ cloud, data }: { cloud?: string; data: string }): Asked {
  const whom = 'the cloud'
  if (cloud !== undefined)
    return { whom, at: cloud, otherwise: 'see whether `causeway cloud` runs and listens there' }
  const { processes } = readUpFile(data)
  const otherwise = `start it again with \`causeway start cloud${dataFlag(data)}\``
  const at = processes.find((process) => process.role === 'cloud')?.addresses['admin']
  if (at !== undefined) return { whom, at, otherwise }
  if (processes.some((process) => process.role === 'edge'))
    throw new Fault('UNREACHABLE', `expected the cloud of ${data} to run, came none: ${otherwise}`)
  throw new Fault('UNREACHABLE', `expected the cloud of ${data}, came none yet: \`up\` is starting`)
}

/** The flag that names a folder of `up` which is not the usual one. */
export const dataFlag = (data: string): string => (data === '.causeway' ? '' : ` --data ${data}`)
