// `npm run bench [-- SECTION… [SIZE…]]`: every figure of the docs, ours beside the raw part it stands on, in one run.
import { appLines } from './apps.ts'
import { memoryLines, wanLines } from './at-rest.ts'
import { beatLines } from './beats.ts'
import { dnsLines } from './dns.ts'
import { envelopeLines } from './envelope.ts'
import { downLines, fleetLines, upLines } from './fleet-lines.ts'
import { viewFleetLines } from './fleet-view.ts'
import { journalLines } from './journal.ts'
import { delayLines } from './local-api-delay.ts'
import { readAndWatchLines, startLines } from './local-api.ts'
import { printLines, printMachine, type Line } from './measure.ts'
import { natsVersion } from './nats-server.ts'
import { rebootLines } from './reboot.ts'
import { simLines } from './sim.ts'
import { viewLines } from './view.ts'

const sections: readonly {
  name: string
  title: string
  lines: (sizes: readonly number[]) => readonly Line[] | Promise<readonly Line[]>
}[] = [
  {
    name: 'envelope',
    title: 'Envelope (ours, raw protobuf reader and writer)',
    lines: envelopeLines,
  },
  { name: 'journal', title: 'Journal (ours, raw LevelDB)', lines: journalLines },
  {
    name: 'beats',
    title:
      'Beats at rest at pace real (ballots in each third) through nats-server into one cloud (raw: client, protobuf, signature)',
    lines: beatLines,
  },
  {
    name: 'fleet',
    title: `Fleets at pace real over one nats-server ${natsVersion()} and one cloud (journals and LANs of edges in memory, each node a site of its own, at most 1,000 connections: above, edges share them)`,
    lines: fleetLines,
  },
  {
    name: 'fleet',
    title: `Facts up: a site's worth of edges over one nats-server ${natsVersion()} into one cloud, synced there (raw: one JetStream message a fact, not synced)`,
    lines: upLines,
  },
  {
    name: 'fleet',
    title:
      'Feeds down: a Service changes each ten seconds, 100 of them in turn, and every edge follows all',
    lines: downLines,
  },
  {
    name: 'api',
    title: 'Local API, objects of 2 KB (raw: a bare node:http server with the same bytes)',
    lines: readAndWatchLines,
  },
  {
    name: 'api',
    title: 'Local API: start from the disk and resident memory, objects of 2 KB',
    lines: startLines,
  },
  {
    name: 'api',
    title:
      'From a change in Kubernetes to a watch event of a local API, over nats-server and one cloud',
    lines: delayLines,
  },
  {
    name: 'reboot',
    title:
      'A reboot alone under `up`: from the start of the process to its first answer (raw: a process with a bare node:http server)',
    lines: rebootLines,
  },
  {
    name: 'apps',
    title:
      'Apps in units: one cloud and a small Kubernetes in one process (raw: one write a unit and change)',
    lines: appLines,
  },
  {
    name: 'memory',
    title: 'Resident memory at rest at pace real, a site of seven nodes',
    lines: memoryLines,
  },
  {
    name: 'sim',
    title:
      'The simulator, on one core (worlds of sites of ten nodes, nothing troubled; behind each how long it was measured)',
    lines: simLines,
  },
  { name: 'wan', title: 'WAN at rest at pace real, a site of seven nodes', lines: wanLines },
  {
    name: 'dns',
    title: 'DNS over UDP on loopback, 64 queries under way (raw: a bare datagram echo)',
    lines: dnsLines,
  },
  {
    name: 'view',
    title:
      'The view of a node: services with 50 endpoints each, all with topologyKeys, 1,000 nodes in units of ten (raw: one slice read and written as JSON)',
    lines: viewLines,
  },
  {
    name: 'label',
    title:
      'The label of one node changes: from Kubernetes through nats-server and one cloud to watches of slices on all nodes, each a site of its own, units of ten (raw: one NATS message to as many)',
    lines: viewFleetLines,
  },
]

const isSize = (word: string): boolean => /^\d+$/.test(word)
const sizes = process.argv.slice(2).filter(isSize).map(Number)
const chosen = process.argv.slice(2).filter((word) => !isSize(word))
printMachine()
for (const { name, title, lines } of sections) {
  if (chosen.length === 0 || chosen.includes(name)) printLines(title, await lines(sizes))
}
