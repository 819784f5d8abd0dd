// What survives with real processes on a real nats-server: a killed replica, a lost log, lost, old and copied folders.
import { execFile } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { cpSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeWith, freePort, startNats, type RunningServer } from '../servers.ts'
import { conditionOf } from './cluster.ts'
import { UpWorld } from './world.ts'

const main = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url))
const long = 400_000
const node = 'site-a-1'

interface Event {
  readonly kind: string
  readonly key: string
  readonly producer: string
  readonly fact: unknown
}

describeWith('nats-server', 'nothing is lost', () => {
  let world: UpWorld
  let server: RunningServer
  const started: ChildProcess[] = []

  beforeAll(async () => {
    server = await startNats()
    const bus = `nats://127.0.0.1:${server.port}`
    world = await UpWorld.start(['--sites', 'site-a=3', '--pace', 'fast', '--bus', bus])
    await allCurrent('all nodes are current')
  }, 300_000)
  afterAll(async () => {
    for (const child of started) child.kill('SIGKILL')
    expect(await world.stop(), 'processes left behind').toEqual([])
    await server.remove()
  }, 200_000)

  /** Runs a command of causeway beside `up`; answers what it said when it ended. */
  const beside = (...args: readonly string[]): Promise<string> =>
    new Promise((said) => {
      const child = execFile(process.execPath, [main, ...args], (_, out, err) => said(out + err))
      started.push(child)
    })
  const events = async (kind: string): Promise<readonly Event[]> => {
    const { out } = await world.causeway('events', '-o', 'json', '--kind', kind)
    return out
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Event)
  }
  const allCurrent = (what: string) =>
    world.until(what, async () => {
      const { nodes } = await world.status()
      return nodes.every(
        ({ verdict, lag, path }) => verdict === 'healthy' && lag === 0 && path === 'nats',
      )
    })
  const folder = (): string => `${world.data}/nodes/${node}`
  /** The node's agent, stopped while `during` is done to its folder. */
  const away = async (during: () => void): Promise<void> => {
    world.kill('edge', node)
    await world.until('its agent is gone', () =>
      Promise.resolve(world.process('edge', node) === undefined),
    )
    during()
    const { code, err } = await world.causeway('start', node)
    expect([code, err]).toEqual([0, ''])
  }

  it(
    'L7, L9: a second replica takes its share, and all of it when the first is killed; no node turns un-Ready',
    async () => {
      const door = `127.0.0.1:${await freePort()}`
      const { data } = world
      const bus = `nats://127.0.0.1:${server.port}`
      void beside(
        'cloud',
        '--replica',
        'b',
        '--bus',
        bus,
        '--data',
        `${data}/b`,
        '--pace',
        'fast',
        '--keys',
        `${data}/cloud/keys`,
        '--kubeconfig',
        `${data}/kubeconfig`,
        '--listen',
        door,
      )
      const other = () => world.status(door)
      await world.until('both own shards', async () => {
        const [one, two] = [await world.status(), await other()]
        return one.cloud.shards.owned + two.cloud.shards.owned === 16 && two.cloud.shards.owned > 0
      })
      world.kill('cloud')
      const tookMs = await world.until(
        'the other owns all',
        async () => (await other()).cloud.shards.owned === 16,
      )
      process.stdout.write(`      owned by the other after ${(tookMs / 1000).toFixed(1)} s\n`)
      await world.until('it holds', async () => (await other()).cloud.holder)
      await world.during(8_000, 'every node is Ready and healthy', async () => {
        const { nodes } = await other()
        const ready = await Promise.all(nodes.map((one) => conditionOf(world, one.node, 'Ready')))
        return (
          ready.every((status) => status === 'True') &&
          nodes.every(({ verdict }) => verdict === 'healthy')
        )
      })
      expect((await world.causeway('start', 'cloud')).code).toBe(0)
      await world.until('the first has its share again', async () => {
        const { cloud } = await world.status()
        return cloud.shards.owned > 0 && cloud.shards.owned < 16
      })
      started.pop()?.kill('SIGTERM')
      await world.until(
        'it owns all again',
        async () => (await world.status()).cloud.shards.owned === 16,
      )
    },
    long,
  )

  it(
    'L18: the server’s store is deleted while everything runs: all is current again, and one fact says what happened',
    async () => {
      await server.stop()
      server.files.remove()
      await server.start()
      await world.until(
        'one fact tells of all logs',
        async () => (await events('log-lost')).length > 0,
      )
      const [lost, ...more] = await events('log-lost')
      const said = lost?.fact as { lost: readonly { shard: number }[] }
      expect([said.lost.length, more]).toEqual([16, []])
      await allCurrent('all nodes are current again')
    },
    long,
  )

  it(
    'C30: a node whose folder is deleted is whole again by itself, with one loud fact; so it is when the old one is found',
    async () => {
      const found = `${world.data}/found`
      const replaced = (times: number) => async () =>
        (await events('key-replaced')).length === times
      await away(() => renameSync(folder(), found))
      await world.until('its new keys are taken', replaced(1))
      await allCurrent('all nodes are current again')
      await away(() => {
        rmSync(folder(), { recursive: true, force: true })
        renameSync(found, folder())
      })
      await world.until('its old keys are taken', replaced(2))
      await allCurrent('all nodes are current once more')
    },
    long,
  )

  it(
    'B70: a node whose folder is an older copy is whole again by itself',
    async () => {
      const copy = `${world.data}/old-copy`
      await away(() => cpSync(folder(), copy, { recursive: true }))
      await allCurrent('it goes on')
      await away(() => {
        rmSync(folder(), { recursive: true, force: true })
        cpSync(copy, folder(), { recursive: true })
      })
      await allCurrent('all nodes are current again')
      const mine = (await events('incarnation-began')).filter(
        ({ producer }) => producer === `node/${node}`,
      )
      expect(mine.length).toBeGreaterThan(2)
    },
    long,
  )

  it(
    'B71: of a folder that was copied to a second running agent, one stops and says so',
    async () => {
      const copy = `${world.data}/twin`
      await away(() => cpSync(folder(), copy, { recursive: true }))
      await allCurrent('it goes on')
      const lan = `127.0.0.1:${await freePort()}`
      const bus = `nats://127.0.0.1:${server.port}`
      const flags = ['--lan', lan, '--kubelet', lan, '--kubelet-health', lan, '--pace', 'fast']
      void beside('edge', '--node', node, '--bus', bus, '--data', copy, ...flags)
      const stopped = () => Promise.resolve(world.process('edge', node) === undefined)
      await world.until('the one that had been overtaken has stopped', stopped)
      const why = `expected one agent of ${node}, another one writes under its name`
      const log = () => readFileSync(`${world.data}/logs/edge-${node}.log`, 'utf8')
      await world.until('its log says why', () => Promise.resolve(log().includes(why)))
      started.pop()?.kill('SIGKILL')
      expect((await world.causeway('start', node)).code).toBe(0)
      await allCurrent('the other is gone, and all nodes are current')
    },
    long,
  )
})
