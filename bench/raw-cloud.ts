// A process that does with beats what cannot be avoided: the client takes them, protobuf reads them, what asks is signed.
import { generateKeyPairSync, sign } from 'node:crypto'
import { connect } from '@nats-io/transport-node'
import { patternOf, subjectOf } from '../schemas/subjects.ts'
import { finished, wire } from '../schemas/wire.ts'
import { cluster } from './fleet.ts'
import type { CloudCost } from './bench-cloud.ts'

const { privateKey } = generateKeyPairSync('ed25519')
const nats = await connect({ servers: process.argv[2] ?? '' })

function hear(bytes: Uint8Array): void {
  const { node, incarnation, ask } = wire.Beat.decode(bytes)
  if (Number(ask) === 0) return
  const payload = finished(wire.Down.encode({ echo: { node, incarnation, ask } }))
  const signature = sign(null, payload, privateKey)
  const signed = { signer: 'cloud/a', context: 'down', payload, signature }
  nats.publish(subjectOf('down', cluster, { node }), finished(wire.Signed.encode(signed)))
}

nats.subscribe(patternOf('beat', cluster, {}), { callback: (_error, { data }) => hear(data) })
await nats.flush()

function cost(): CloudCost {
  const { user, system } = process.cpuUsage()
  return {
    cpuMs: (user + system) / 1000,
    rssBytes: process.memoryUsage.rss(),
    facts: 0,
    busyMs: 0,
    signingMs: 0,
  }
}

process.on('message', () => process.send?.(cost()))
process.on('disconnect', () => process.exit(0))
process.send?.(cost())
