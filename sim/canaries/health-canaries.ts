// Bugs of verdicts and holding: ballots misread, the wrong effect, holds that come late, deaths that nobody sees.
import { decodeFullBeat, encodeBeat } from '../../schemas/beat.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Pipe } from '../../bus/pipe.ts'
import type { Canary } from './canary.ts'
import { askAltered, hearAltered } from './wrap.ts'

/** Peers that see a node alive are counted as if they had said the opposite. */
export const ballotMisread: Canary = {
  name: 'ballot misread',
  checker: 'never failed',
  seeds: 40,
  bug: 'the cloud reads every ballot that says alive as one that says dead',
  cloudPorts: (ports) => ({
    ...ports,
    transport: hearAltered(ports.transport, ({ subject, bytes }) => {
      const full = subject.includes('.beat.') ? decodeFullBeat(bytes) : undefined
      if (full === undefined || isFault(full)) return { subject, bytes }
      const ballots = full.beat.ballots.map((ballot) =>
        ballot.opinion === 'alive' ? { ...ballot, opinion: 'dead' as const } : ballot,
      )
      return { subject, bytes: encodeBeat({ ...full.beat, ballots }, full.relayed) }
    }),
  }),
}

/** An isolated node gets the taint of a failed one. */
export const wrongEffect: Canary = {
  name: 'wrong effect',
  checker: 'never evicted',
  seeds: 10,
  bug: 'the taint of an isolated node says NoExecute instead of NoSchedule',
  cloudPorts: (ports) =>
    askAltered(ports, (request, text) => {
      const body = new TextEncoder().encode(text.replaceAll('NoSchedule', 'NoExecute'))
      const isPatch = request.method === 'PATCH' && text.includes('causeway.io/isolated')
      return isPatch ? { ...request, body } : request
    }),
}

/** The holder believes that Kubernetes has more patience than it has. */
export const lateHold: Canary = {
  name: 'late hold',
  checker: 'never unknown',
  seeds: 8,
  bug: 'the cloud renews Leases only when they are older than their grace',
  cloudConfig: (config) => ({
    ...config,
    health: { ...config.health, leaseGraceMs: 10 * config.health.leaseGraceMs },
  }),
}

const answering: Pipe = {
  write: () => true,
  end: () => {},
  destroy: () => {},
  pause: () => {},
  resume: () => {},
  on: ({ data }) => data(new Uint8Array(1)),
}

/** A failed node is held for ever, because its peers see it alive. */
export const probesBelieve: Canary = {
  name: 'probes believe',
  checker: 'crash found',
  seeds: 19,
  bug: 'a probe of a port is answered, whether anybody is there or not',
  edgePorts: (ports) => ({
    ...ports,
    pipes: {
      ...ports.pipes,
      dial: (_to, _timeoutMs, done) => ports.clock.soon(() => done(answering)),
    },
  }),
}

/** A kubelet that was ill once is never well again. */
export const illForEver: Canary = {
  name: 'ill for ever',
  checker: 'all well',
  seeds: 42,
  bug: 'an agent that once found its kubelet ill goes on saying so',
  edgePorts: (ports) => {
    let ill = false
    return {
      ...ports,
      kubelet: {
        request: (request, answer) =>
          ports.kubelet.request(request, {
            ...answer,
            head: (status, headers) => answer.head(ill ? 500 : status, headers),
            end: (fault) => {
              ill ||= fault !== undefined
              answer.end(fault)
            },
          }),
      },
    }
  },
}
