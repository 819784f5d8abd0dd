// The transport suite against every transport there is.
import { createMemoryBus } from '../../bus/adapters/memory-transport.ts'
import { systemClock } from '../../bus/adapters/system-clock.ts'
import { limits } from '../../schemas/limits.ts'
import { describeNats, describeWith } from '../servers.ts'
import {
  openBrokerBed,
  openEmbeddedBed,
  openMosquittoBed,
  openNatsBed,
  openSimTransportBed,
} from './transport-beds.ts'
import { transportConformance } from './transport.ts'

transportConformance('memory', () => {
  const bus = createMemoryBus(systemClock)
  return Promise.resolve({
    connect: bus.connect,
    payloadBytes: limits.payloadBytes,
    cut: () => bus.setLink('down'),
    heal: () => bus.setLink('up'),
    close: () => Promise.resolve(),
  })
})

transportConformance('embedded, in process', openEmbeddedBed)
transportConformance('embedded, over sockets', openBrokerBed)
transportConformance('simulated', openSimTransportBed)
describeWith('mosquitto', 'a real server', () =>
  transportConformance('mosquitto', openMosquittoBed),
)
describeNats('a real bus', (binary) => transportConformance('nats', () => openNatsBed(binary)))
