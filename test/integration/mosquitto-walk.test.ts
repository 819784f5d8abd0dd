// The walk on a real mosquitto.
import { startMosquitto } from '../servers.ts'
import { walkOn } from './bus-walk.ts'

walkOn({ binary: 'mosquitto', scheme: 'mqtt', start: () => startMosquitto() })
