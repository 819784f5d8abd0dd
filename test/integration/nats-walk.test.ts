// The walk on a real nats-server.
import { startNats } from '../servers.ts'
import { walkOn } from './bus-walk.ts'

walkOn({ binary: 'nats-server', scheme: 'nats', start: () => startNats() })
