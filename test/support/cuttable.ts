// A way to a server that can be cut: bytes vanish in silence, or the connections are reset.
import { once } from 'node:events'
import { createServer } from 'node:net'
import { Carried } from '../../src/cli/relay/carry.ts'

/** A door to a server on loopback. */
export interface Cuttable {
  readonly port: number
  readonly cut: (how?: { readonly reset: boolean }) => void
  /** Bytes to the server pass, its answers vanish. */
  readonly cutAnswers: () => void
  readonly heal: () => void
  readonly close: () => void
}

/** Opens a door that leads to `port`. */
export async function openCuttable(port: number): Promise<Cuttable> {
  const carried = new Set<Carried>()
  let passage = { forth: true, back: true, reset: false }
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    const one = new Carried(socket, { host: '127.0.0.1', port }, () => carried.delete(one))
    carried.add(one)
    one.apply(passage)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const bound = server.address()
  const change = (forth: boolean, back: boolean, reset = false) => {
    passage = { forth, back, reset }
    for (const one of [...carried]) one.apply(passage)
  }
  return {
    port: typeof bound === 'object' && bound !== null ? bound.port : 0,
    cut: ({ reset } = { reset: false }) => change(false, false, reset),
    cutAnswers: () => change(true, false),
    heal: () => change(true, true),
    close: () => {
      server.close()
      for (const one of [...carried]) one.destroy()
    },
  }
}
