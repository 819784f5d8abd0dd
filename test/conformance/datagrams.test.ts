// The datagram suite against every kind of datagrams.
import { createMemoryDatagrams } from '../../bus/adapters/memory-datagrams.ts'
import { systemClock } from '../../bus/adapters/system-clock.ts'
import { createUdpDatagrams } from '../../bus/adapters/udp-datagrams.ts'
import { random } from '../../src/kernel/random.ts'
import { datagramConformance } from './datagrams.ts'

datagramConformance('memory', createMemoryDatagrams(systemClock, random('lines')), '127.0.0.1')

datagramConformance('udp', createUdpDatagrams(systemClock), '127.0.0.1')

datagramConformance('udp over IPv6', createUdpDatagrams(systemClock), '::1')
