// Questions to the cloud's door for commands, over the simulated network, as `causeway status` asks them.
import { httpCall } from '../../bus/http-call.ts'
import { isFault } from '../../src/kernel/fault.ts'
import { createSimHttpClient } from '../network/http-client.ts'
import type { Nic } from '../network/network.ts'
import type { PlacedCloud } from './layout.ts'

const limits = { silenceMs: 1_000, bodyBytesMax: 16 * 1024 * 1024 }

/** Asks a replica for a path; only whole answers are told, as their texts. */
export function askCloud(
  nic: Nic,
): (of: PlacedCloud, path: string, done: (answer: string) => void) => void {
  return ({ adminAt }, path, done) => {
    const ports = { http: createSimHttpClient(nic, adminAt), clock: nic.clock }
    const request = { method: 'GET', path, headers: {}, body: new Uint8Array(0) }
    httpCall(ports, request, limits, (outcome) => {
      if (!isFault(outcome) && outcome.status === 200) done(new TextDecoder().decode(outcome.body))
    })
  }
}
