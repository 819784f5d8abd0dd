// The files of a node below a root: read without following links out of it, and written whole or not at all.
import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { rmdirSync, rmSync, statSync } from 'node:fs'
import { chmod, chown } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { readIfThere, writeDurably } from '../../../bus/adapters/durable-file.ts'
import { fileFault } from '../../../bus/adapters/file-fault.ts'
import { Fault } from '../../kernel/fault.ts'
import type { Seen, SeenFiles } from './layout.ts'
import type { Converted } from './reverting.ts'

/** Where backups and the record of them lie. */
const folder = '/etc/causeway/converted'

/** A node's files; faults are thrown. */
export class NodeFiles {
  readonly #root: string

  constructor(root: string) {
    this.#root = root
    if (statSync(root, { throwIfNoEntry: false })?.isDirectory() !== true)
      throw new Fault('CONFIG_INVALID', `--root: expected a folder, came ${root}`)
  }

  /** What is at each path. */
  seen(paths: readonly string[]): SeenFiles {
    return new Map(paths.map((path) => [path, this.#at(path)]))
  }

  /** A file's bytes; undefined where there is none. */
  bytes(path: string): Uint8Array | undefined {
    const seen = this.#at(path)
    return seen instanceof Uint8Array ? seen : undefined
  }

  /** The same, through links within the root: a kubelet's newest certificate is one. */
  linked(path: string): Uint8Array | undefined {
    const file = join(this.#root, path)
    if (lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() !== true)
      return this.bytes(path)
    return this.bytes(resolve(dirname(path), readlinkSync(file)))
  }

  /** Writes a file, for whom it was before; undefined takes it away. */
  async write(path: string, bytes: Uint8Array | undefined): Promise<void> {
    const file = join(this.#root, path)
    try {
      if (bytes === undefined) return rmSync(file, { force: true })
      const { mode, uid, gid } = statSync(file, { throwIfNoEntry: false }) ?? { mode: 0o644 }
      mkdirSync(dirname(file), { recursive: true })
      await writeDurably(file, bytes)
      await chmod(file, mode & 0o7777)
      if (uid !== undefined && gid !== undefined) await chown(file, uid, gid)
    } catch (error) {
      throw fileFault(error, file)
    }
  }

  /** What was converted; none where nothing was. */
  async converted(): Promise<readonly Converted[]> {
    const record = join(this.#root, folder, 'record.json')
    const bytes = await readIfThere(record)
    if (bytes === undefined) return []
    const paths = pathsIn(bytes)
    if (paths === undefined)
      throw new Fault(
        'MALFORMED',
        `${record}: expected the record of \`causeway edge convert\`, came something else; the files as they were lie beside it`,
      )
    return paths.map(({ path, wasThere }) => ({
      path,
      before: wasThere ? this.#kept('before', path) : undefined,
      after: this.#kept('after', path),
    }))
  }

  /** Remembers what was converted, before it is; nothing at all once it is put back. */
  async remember(converted: readonly Converted[]): Promise<void> {
    if (converted.length === 0) return this.#forget()
    for (const { path, before, after } of converted) {
      await this.#keep('before', path, before)
      await this.#keep('after', path, after)
    }
    const files = converted.map(({ path, before }) => ({ path, wasThere: before !== undefined }))
    const text = JSON.stringify({ version: 1, files }, null, 2)
    await this.write(`${folder}/record.json`, new TextEncoder().encode(`${text}\n`))
  }

  #forget(): void {
    const own = join(this.#root, folder)
    rmSync(own, { recursive: true, force: true })
    if (readdirSync(dirname(own)).length === 0) rmdirSync(dirname(own))
  }

  #at(path: string): Seen {
    const file = join(this.#root, path)
    try {
      const stat = lstatSync(file, { throwIfNoEntry: false })
      if (stat === undefined) return undefined
      if (stat.isDirectory()) return 'folder'
      return stat.isFile() ? new Uint8Array(readFileSync(file)) : 'other'
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException
      if (code === 'ENOTDIR') return undefined
      throw new Fault(
        'CONFIG_INVALID',
        `${file}: expected to be read, came ${code}: be root`,
        error,
      )
    }
  }

  async #keep(side: Side, path: string, bytes: Uint8Array | undefined): Promise<void> {
    if (bytes === undefined) return this.write(`${folder}/${side}${path}`, undefined)
    const file = join(this.#root, folder, side, path)
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    await writeDurably(file, bytes)
  }

  #kept(side: Side, path: string): Uint8Array {
    const bytes = this.bytes(`${folder}/${side}${path}`)
    if (bytes !== undefined) return bytes
    const file = join(this.#root, folder, side, path)
    throw new Fault('NOT_FOUND', `${file}: expected the copy of ${path}, came none`)
  }
}

type Side = 'before' | 'after'

interface Kept {
  readonly path: string
  readonly wasThere: boolean
}

function pathsIn(bytes: Uint8Array): readonly Kept[] | undefined {
  try {
    const { version, files } = JSON.parse(new TextDecoder().decode(bytes)) as {
      readonly version?: unknown
      readonly files?: readonly Kept[]
    }
    const isRight = files?.every(
      ({ path, wasThere }) => typeof path === 'string' && typeof wasThere === 'boolean',
    )
    return version === 1 && isRight === true ? files : undefined
  } catch {
    return undefined
  }
}
