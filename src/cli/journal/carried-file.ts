// Carried files on the disk: written whole or not at all, and checked when they are read.
import { readFile } from 'node:fs/promises'
import { writeDurably } from '../../../bus/adapters/durable-file.ts'
import { fileFault } from '../../../bus/adapters/file-fault.ts'
import { sha256 } from '../../../bus/adapters/node-keyring.ts'
import { decodeCarried, encodeCarried } from '../../../schemas/carried-file.ts'
import type { Carried } from '../../../schemas/carried-file.ts'
import { Fault, isFault } from '../../kernel/fault.ts'

/** Writes a file: TOO_LARGE, FULL, CONFIG_INVALID, STORE_BROKEN. */
export async function writeCarried(file: string, carried: Carried): Promise<void> {
  const bytes = encodeCarried(carried, sha256)
  if (isFault(bytes)) throw bytes
  await writeDurably(file, bytes).catch((error: unknown) => {
    throw fileFault(error, file)
  })
}

/** Reads a file: NOT_FOUND, MALFORMED when it is foreign or damaged, NEWER_VERSION, TOO_LARGE. */
export async function readCarried(file: string): Promise<Carried> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new Fault('NOT_FOUND', `expected to read ${file}, got ${error.code ?? error.message}`)
  })
  const { buffer, byteOffset, length } = bytes
  const carried = decodeCarried(new Uint8Array(buffer, byteOffset, length), sha256)
  if (isFault(carried)) throw new Fault(carried.code, `${file}: ${carried.message}`)
  return carried
}
