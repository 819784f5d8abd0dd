// The folder that `--data` names: where `up` writes what other commands read.
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from './exit.ts'

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

/** Reads `up.json`; says what to do where there is none. */
export function readUpFile(data: string): UpFile {
  const path = join(data, 'up.json')
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as UpFile
  } catch {
    throw new UsageError(
      `no running causeway in ${data}: expected ${path}; start one with \`causeway up\`, or name its folder with --data`,
    )
  }
}

/** The cloud's address for commands: of `up`, or as given by --cloud. */
export function cloudAddress(data: string): string {
  const cloud = readUpFile(data).processes.find((process) => process.role === 'cloud')
  const admin = cloud?.addresses['admin']
  if (admin === undefined)
    throw new UsageError(`${data}/up.json names no cloud; is \`up\` still starting?`)
  return admin
}
