// The slots port on one preallocated file, written in place; every write returns after it is on the disk.
import { close, constants, open, read, write } from 'node:fs'
import { mkdir, open as openHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Fault, isFault } from '../../src/kernel/fault.ts'
import type { Slots } from '../store.ts'
import { fileFault } from './file-fault.ts'
import { syncFolder } from './sync-folder.ts'

/** Slots lie in blocks of their own, so that a torn write of one never touches the other. */
const blockBytes = 4_096
const slotBytes = 512

/** `O_DSYNC` makes a write its own `fdatasync`: one call, one trip to the pool of threads. */
const flags = constants.O_RDWR | constants.O_DSYNC

/** Opens the slots in `file`, making them when they are not there: FULL, STORE_BROKEN. */
export function openFileSlots(file: string, done: (outcome: Slots | Fault) => void): void {
  const failed = (error: unknown): void => done(fileFault(error, file))
  allocate(file).then(() => {
    open(file, flags, (error, fd) => (error ? failed(error) : done(slotsOver(fd, file))))
  }, failed)
}

async function allocate(file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  const handle = await openHandle(file, constants.O_RDWR | constants.O_CREAT, 0o600)
  try {
    const { size } = await handle.stat()
    if (size >= 2 * blockBytes) return
    await handle.write(new Uint8Array(2 * blockBytes - size), 0, 2 * blockBytes - size, size)
    await handle.sync()
    await syncFolder(dirname(file))
  } finally {
    await handle.close()
  }
}

function slotsOver(fd: number, file: string): Slots {
  let open = true
  const closed = (): Fault =>
    new Fault('CLOSED', `expected the slots in ${file} to be open, got closed ones`)
  return {
    read: (done) => {
      if (!open) return setImmediate(done, closed())
      readSlot(fd, file, 0, (first) => {
        if (isFault(first)) return done(first)
        readSlot(fd, file, 1, (second) => done(isFault(second) ? second : [first, second]))
      })
    },
    write: (slot, bytes, done) => {
      if (!open) return setImmediate(done, closed())
      write(fd, bytes, 0, bytes.length, slot * blockBytes, (error, written) => {
        const short = error ?? (written < bytes.length ? new Error('short write') : undefined)
        done(short === undefined ? undefined : fileFault(short, file))
      })
    },
    close: (done) => {
      if (!open) return setImmediate(done)
      open = false
      close(fd, () => done())
    },
  }
}

/** A slot of zeros was never written. */
function readSlot(
  fd: number,
  file: string,
  slot: 0 | 1,
  done: (outcome: Uint8Array | undefined | Fault) => void,
): void {
  const bytes = new Uint8Array(slotBytes)
  read(fd, bytes, 0, slotBytes, slot * blockBytes, (error) => {
    if (error) return done(fileFault(error, file))
    done(bytes.some((byte) => byte !== 0) ? bytes : undefined)
  })
}
