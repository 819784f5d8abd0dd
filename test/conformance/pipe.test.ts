// The pipe suite against every kind of pipe.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { createMemoryPipes } from '../../bus/adapters/memory-pipes.ts'
import { systemClock } from '../../bus/adapters/system-clock.ts'
import { createTcpPipes } from '../../bus/adapters/tcp-pipes.ts'
import { createSimPipes } from '../../sim/network/pipes.ts'
import { openSimBed } from '../support/sim-bed.ts'
import { pipeConformance } from './pipe.ts'

pipeConformance('memory', () =>
  Promise.resolve({
    pipes: createMemoryPipes(systemClock),
    host: '127.0.0.1',
    close: () => Promise.resolve(),
  }),
)

/** A process that listens and never accepts, its queue filled: connecting there takes for ever. */
const deafServer = `
  const server = require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
    require('node:fs').writeSync(1, String(server.address().port))
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000)
    process.exit()
  })`

async function openDeaf() {
  const child = spawn(process.execPath, ['-e', deafServer], { stdio: ['ignore', 'pipe', 'ignore'] })
  const [text] = (await once(child.stdout, 'data')) as [Buffer]
  const port = Number(text.toString())
  const fillers: Socket[] = Array.from({ length: 8 }, () =>
    connect(port, '127.0.0.1').on('error', () => {}),
  )
  await once(fillers[0] ?? child, 'connect')
  const close = () => {
    for (const filler of fillers) filler.destroy()
    child.kill('SIGKILL')
  }
  return { port, close }
}

pipeConformance('tcp', async () => {
  const deaf = await openDeaf()
  return {
    pipes: createTcpPipes({ clock: systemClock }),
    host: '127.0.0.1',
    deaf: { host: '127.0.0.1', port: deaf.port },
    close: () => Promise.resolve(deaf.close()),
  }
})

/** One host on both sides of a pipe does not do: what is dialled goes from one to the other. */
pipeConformance('simulated', () => {
  const { network, host, close } = openSimBed()
  const [near, far] = [createSimPipes(host('near')), createSimPipes(host('far'))]
  network.setLink('near', 'gone', { cut: true })
  return Promise.resolve({
    pipes: { dial: near.dial, listen: far.listen },
    host: 'far',
    deaf: { host: 'gone', port: 1 },
    close: () => Promise.resolve(close()),
  })
})
