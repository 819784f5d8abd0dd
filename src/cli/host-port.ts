// `host:port` texts, as flags and files carry them.
import { parseAddress } from '../../bus/address.ts'
import type { Address } from '../../bus/pipe.ts'
import { UsageError } from './exit.ts'

/** The address of a text; says whose it is, a flag's or a door's, where it is none. */
export function addressOf(whose: string, text: string): Address {
  const address = parseAddress(text)
  if (address !== undefined) return address
  throw new UsageError(`${whose}: expected HOST:PORT such as 127.0.0.1:7070, got "${text}"`)
}
