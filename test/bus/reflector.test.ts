// The reflector against a scripted API server, on virtual time.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memoryHttpClient } from '../../bus/adapters/memory-http.ts'
import { reflect } from '../../bus/reflector.ts'
import { reflectorConfig } from '../../bus/reflector-read.ts'
import { createSchedule } from '../../sim/schedule.ts'
import { random } from '../../src/kernel/random.ts'
import { tooLargeVersion } from '../../src/objects/answers/failures.ts'
import { wallMs } from '../../src/kernel/time.ts'
import { listWatchServer } from '../support/list-watch-server.ts'

function world(seed: number, config = { ...reflectorConfig, pageObjects: 2 }, knew = 0) {
  const schedule = createSchedule({ wallStart: wallMs(0), random: random(`${seed}/schedule`) })
  const process = schedule.spawn()
  const { clock } = process
  const server = listWatchServer(random(`${seed}/server`))
  const http = memoryHttpClient(clock, () => server.handle)
  const held = new Map<string, string>()
  const story: string[] = []
  const wrongDeletes: string[] = []
  const stop = reflect(
    { http, clock, random: random(`${seed}/reflector`) },
    { path: '/api/v1/nodes' },
    {
      seen: ({ metadata }) => {
        story.push(`seen ${metadata.name}`)
        held.set(metadata.uid ?? '', metadata.resourceVersion ?? '')
      },
      deleted: ({ name, uid = '' }) => {
        story.push(`deleted ${name}`)
        if (server.uids().has(uid)) wrongDeletes.push(uid)
        held.delete(uid)
      },
      synced: () => story.push('synced'),
      broke: (why) => story.push(`broke ${why.message}`),
      resumed: () => story.push('resumed'),
      knew: () => knew,
      fell: ({ had, found }) => story.push(`fell ${had} ${found}`),
    },
    config,
  )
  const run = (ms: number) => schedule.run(schedule.now() + ms)
  return { server, run, held, story, wrongDeletes, stop, process, now: schedule.now }
}

/** Without interruptions: what was seen and deleted, lists that ended, falls. */
const told = (story: readonly string[]) => story.filter((line) => !/^(broke|resumed)/.test(line))

const truth = (server: ReturnType<typeof listWatchServer>) =>
  new Map(server.objects().map(({ metadata: m }) => [m.uid ?? '', m.resourceVersion ?? '']))

describe('reflector', () => {
  it('R1: passes on a paged list, then what the watch says, each change once', () => {
    const { server, run, story } = world(1)
    for (const name of ['a', 'b', 'c', 'd', 'e']) server.create(name)
    run(1_000)
    server.touch('b')
    server.mood.duplicates = true
    server.delete('c')
    server.create('f')
    run(1_000)
    const first = ['a', 'b', 'c', 'd', 'e'].map((name) => `seen ${name}`)
    expect(story).toEqual([...first, 'synced', 'seen b', 'deleted c', 'seen f'])
    expect(server.asked.filter((path) => path.includes('limit=2'))).toHaveLength(3)
  })

  it('R2: a watch that ends goes on from the last version, a bookmark included', () => {
    const { server, run, story } = world(2)
    server.create('a')
    run(1_000)
    server.bookmark()
    run(1)
    server.drop()
    run(2_000)
    server.touch('a')
    run(1)
    expect(story).toEqual(['seen a', 'synced', 'seen a'])
    expect(server.asked.at(-1)).toContain('resourceVersion=')
    expect(server.watching()).toBe(1)
  })

  it('R3: a forgotten version means a new list, and the list tells what was deleted meanwhile', () => {
    const { server, run, story } = world(3)
    server.create('a')
    server.create('b')
    run(1_000)
    server.mood.refuse = { status: 503, times: 1 }
    server.drop()
    server.delete('a')
    server.create('a')
    server.delete('b')
    server.compact()
    attended(server, run, 120_000)
    expect(story.filter((line) => !/^broke|resumed/.test(line))).toEqual([
      'seen a',
      'seen b',
      'synced',
      'deleted a',
      'seen a',
      'deleted b',
      'synced',
    ])
  })

  it('R4: a connection that is open and silent is given up', () => {
    const { server, run, held } = world(4)
    server.create('a')
    run(1_000)
    server.mood.silent = true
    server.create('b')
    run(60_000)
    server.mood.silent = false
    run(reflectorConfig.watchSilenceMs)
    expect([...held.keys()]).toEqual(['u1', 'u2'])
  })

  it('R5: after trouble it waits longer and longer, and as long as the server asks', () => {
    const { server, run } = world(5)
    server.mood.refuse = { status: 500, times: 1_000 }
    run(60_000)
    const tries = server.asked.length
    expect(tries).toBeGreaterThan(5)
    expect(tries).toBeLessThan(12)
    server.mood.refuse = { status: 429, times: 1, retryAfter: '120' }
    run(40_000)
    const asked = server.asked.length
    run(75_000)
    expect(server.asked.length).toBe(asked)
    run(60_000)
    expect(server.watching()).toBe(1)
  })

  it('R6: a line that cannot be read, or is too long, means a new list and not a crash', () => {
    for (const line of [
      'not json',
      '{}',
      '{"type":"ADDED","object":7}',
      'null',
      'x'.repeat(5_000),
    ]) {
      const { server, run, story } = world(6, { ...reflectorConfig, lineBytesMax: 4_000 })
      server.create('a')
      run(1_000)
      server.say(line)
      run(60_000)
      expect(story.filter((one) => one === 'synced')).toHaveLength(2)
    }
  })

  it('R7: after it was stopped nothing more is passed on', () => {
    const { server, run, story, stop } = world(7)
    server.create('a')
    run(1_000)
    server.create('b')
    stop()
    run(1_000_000)
    expect(story).toEqual(['seen a', 'synced'])
    expect(server.watching()).toBe(0)
  })

  it('R7: stopped in the middle of a list it tells neither its rest nor what it did not show', () => {
    const { server, run, story, stop } = world(9)
    for (const name of ['a', 'b', 'c', 'd']) server.create(name)
    run(1_000)
    server.delete('d')
    server.say('not json')
    server.touch('a')
    story.push = (line) => {
      if (line === 'seen a') stop()
      return (story[story.length] = line).length
    }
    run(60_000)
    expect(told(story)).toEqual([
      'seen a',
      'seen b',
      'seen c',
      'seen d',
      'synced',
      'deleted d',
      'seen a',
    ])
  })

  it('asks the server to end each watch after five to ten minutes', () => {
    const { server, run } = world(8)
    run(1_000)
    const seconds = Number(/timeoutSeconds=(\d+)/.exec(server.asked.at(-1) ?? '')?.[1])
    expect(seconds).toBeGreaterThanOrEqual(300)
    expect(seconds).toBeLessThanOrEqual(600)
  })

  it('R8: whatever breaks, the reflected set becomes the server’s, and no delete is wrong or missed', () => {
    const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')
    const step = fc.oneof(
      fc.tuple(fc.constantFrom('create', 'touch', 'delete'), name),
      fc.tuple(
        fc.constantFrom('drop', 'compact', 'bookmark', 'garbage', 'refuse', 'busy'),
        fc.constant(''),
      ),
      fc.tuple(fc.constantFrom('silent', 'torn', 'duplicates'), fc.constantFrom('on', 'off')),
    )
    const steps = fc.array(fc.tuple(step, fc.oneof(fc.nat(300), fc.nat(30_000))), {
      maxLength: 60,
      size: 'max',
    })
    fc.assert(
      fc.property(fc.nat(), steps, (seed, plan) => {
        const { server, run, held, wrongDeletes } = world(seed)
        for (const [[what, which], waitMs] of plan) {
          act(server, what, which)
          run(waitMs)
        }
        Object.assign(server.mood, { silent: false, torn: false, duplicates: false })
        server.mood.refuse.times = 0
        run(400_000)
        expect(held).toEqual(truth(server))
        expect(wrongDeletes).toEqual([])
      }),
      { numRuns: 300 },
    )
  })
})

describe('reflector of a server that shows too little', () => {
  /** So many objects, of which a new list has to be read. */
  function relisting(count: number) {
    const made = world(40)
    const names = Array.from({ length: count }, (_, at) => `n${at}`)
    for (const name of names) made.server.create(name)
    made.run(1_000)
    made.story.length = 0
    const again = (): void => {
      made.server.compact()
      made.server.mood.refuse = { status: 410, times: 1 }
      made.server.drop()
    }
    return { ...made, names, again }
  }

  it('D44: one list that shows nothing deletes nothing, and is said to be doubted', () => {
    const { server, run, story, held, again } = relisting(5)
    server.mood.blankLists = 1
    again()
    run(60_000)
    expect(held).toEqual(truth(server))
    expect(story.filter((line) => line.startsWith('deleted'))).toEqual([])
    expect(story.join()).toContain('5 objects, most of what there was, are missing')
    expect(told(story)).toEqual(['synced'])
    server.touch('n1')
    run(1)
    expect(story.at(-1)).toBe('seen n1')
  })

  it('D44: what a second list at another instant does not show either is deleted', () => {
    const { server, run, story, again, names, now, held } = relisting(5)
    for (const name of names.slice(1)) {
      server.mood.silent = true
      server.delete(name)
    }
    server.mood.silent = false
    again()
    while (!story.some((line) => line.includes('missing'))) run(10)
    const from = now()
    while (!story.includes('synced')) run(10)
    expect(now() - from).toBeGreaterThanOrEqual(reflectorConfig.doubtMs)
    const gone = names.slice(1).map((name) => `deleted ${name}`)
    expect(told(story)).toEqual([`seen ${names[0]}`, ...gone, 'synced'])
    expect(held).toEqual(truth(server))
  })

  it('D44: what is missing for the first time in the second list is doubted likewise; few need no second', () => {
    const { server, run, story, again, held, wrongDeletes } = relisting(9)
    for (const name of ['n0', 'n1']) server.delete(name)
    again()
    run(60_000)
    expect(story.join()).not.toContain('missing')
    expect(held).toEqual(truth(server))
    server.mood.blankLists = 1
    again()
    run(60_000)
    expect(wrongDeletes).toEqual([])
  })

  it('D45: a first list with far less than an earlier life knew is read again, once', () => {
    const { server, run, story } = world(41, undefined, 5)
    for (const name of ['a', 'b', 'c', 'd']) server.create(name)
    server.mood.blankLists = 1
    run(4_000)
    expect(told(story)).toEqual([])
    expect(story.join()).toContain('5 objects, most of what there was, are missing')
    run(10_000)
    expect(told(story)).toEqual(['seen a', 'seen b', 'seen c', 'seen d', 'synced'])
    const other = world(42, undefined, 5)
    other.run(20_000)
    expect(told(other.story)).toEqual(['synced'])
  })

  it('D44: whatever was deleted meanwhile, one blank list deletes nothing that is there', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 12 }), fc.nat(12), (count, gone) => {
        const { server, run, again, names, held, wrongDeletes } = relisting(count)
        server.mood.blankLists = 1
        again()
        run(3_000)
        for (const name of names.slice(0, gone)) server.delete(name)
        run(60_000)
        expect(wrongDeletes).toEqual([])
        expect(held).toEqual(truth(server))
      }),
    )
  })
})

describe('reflector of a restored server', () => {
  /** Objects a, b, c; then c is deleted, d created and b touched, of which the saved state knows nothing. */
  function restorable(seed: number, config?: typeof reflectorConfig) {
    const world1 = world(seed, config)
    const { server, run, story } = world1
    for (const name of ['a', 'b', 'c']) server.create(name)
    run(1_000)
    const saved = server.save()
    server.delete('c')
    server.create('d')
    server.touch('b')
    run(1_000)
    const had = server.version()
    story.length = 0
    const lists = () => server.asked.filter((path) => path.includes('limit=2')).length
    return { ...world1, saved, had, lists, listsBefore: lists() }
  }
  const difference = (had: number, found: number) => [
    `fell ${had} ${found}`,
    'seen a',
    'seen b',
    'seen c',
    'deleted d',
    'synced',
  ]

  it('R9: a restored server is noticed before a watch goes on; one list hands over the difference', () => {
    const { server, run, story, saved, had, lists, listsBefore, held } = restorable(11)
    server.restore(saved)
    attended(server, run, 400_000)
    expect(told(story)).toEqual(difference(had, saved.version))
    expect(lists() - listsBefore).toBe(2) // two pages of one list
    expect(held).toEqual(truth(server))
    server.touch('a')
    run(1)
    expect(story.at(-1)).toBe('seen a')
  })

  it('R9: an object that has another content in an equal version is passed on', () => {
    const { server, run, story } = world(12)
    server.create('a')
    run(1_000)
    const saved = server.save()
    server.create('b')
    run(1_000)
    server.restore(saved)
    story.length = 0
    run(60_000)
    expect(told(story)).toContain('seen a')
  })

  it('R9: a 410, a 504 and an older bookmark lead to the list that finds it out', () => {
    const ways: ((server: ReturnType<typeof listWatchServer>) => void)[] = [
      (server) => Object.assign(server.mood, { refuse: { status: 410, times: 1 } }),
      (server) => Object.assign(server.mood, { refuse: { status: 504, times: 1 } }),
      (server) =>
        server.say(
          '{"type":"BOOKMARK","object":{"kind":"Node","metadata":{"resourceVersion":"11"}}}',
        ),
      (server) => server.say(JSON.stringify({ type: 'ERROR', object: tooLargeVersion(99, 11) })),
    ]
    for (const [i, way] of ways.entries()) {
      const { server, run, story, saved, had } = restorable(20 + i)
      const restored = () => server.restore(saved)
      if (i < 2) restored()
      way(server)
      if (i >= 2) restored()
      run(60_000)
      expect(told(story)).toEqual(difference(had, saved.version))
    }
  })

  it('R10: one server of several that lags is not taken for a restored one', () => {
    const { server, run, story, had } = restorable(30)
    bookmark(server, 11)
    run(60_000)
    bookmark(server, had)
    server.say(JSON.stringify({ type: 'ERROR', object: tooLargeVersion(had, 11) }))
    run(60_000)
    expect(told(story)).toEqual(['synced', 'synced'])
  })

  it('R11: versions that fell and overtook again in a long outage are found out by an object’s own', () => {
    const { server, run, story, saved, held } = restorable(31)
    server.mood.refuse = { status: 503, times: 1_000 }
    server.restore(saved)
    for (let i = 0; i < 20; i++) server.touch('a')
    run(2 * reflectorConfig.listSilenceMs)
    server.mood.refuse.times = 0
    run(60_000)
    expect(held).toEqual(truth(server))
    expect(story.filter((line) => line.startsWith('fell'))).toHaveLength(1)
    expect(told(story).filter((line) => line === 'deleted d')).toHaveLength(1)
  })

  it('R41: after a long outage an object in an equal version is passed on, for it may have another content', () => {
    const { server, run, story, held } = world(34)
    server.create('a')
    run(1_000)
    server.mood.refuse = { status: 503, times: 1_000 }
    server.drop()
    run(2 * reflectorConfig.listSilenceMs)
    story.length = 0
    server.mood.refuse.times = 0
    run(60_000)
    expect(told(story)).toEqual(['seen a', 'synced'])
    expect(held).toEqual(truth(server))
  })

  it('R40: an outage lasts until the next request is sent, not until its wait began', () => {
    const backoff = { minMs: 29_900, maxMs: 29_900 }
    const { server, run, saved, held } = restorable(32, { ...reflectorConfig, backoff })
    server.mood.refuse = { status: 503, times: 2 }
    server.restore(saved)
    for (let i = 0; i < 20; i++) server.touch('a')
    run(4 * reflectorConfig.listSilenceMs)
    expect(held).toEqual(truth(server))
  })

  it('R42: what was restored and overtook while the process stood still is read again', () => {
    const { server, run, saved, held, process } = restorable(35)
    process.stall(2 * reflectorConfig.listSilenceMs)
    run(1_000)
    server.restore(saved)
    for (let i = 0; i < 20; i++) server.touch('a')
    run(4 * reflectorConfig.listSilenceMs)
    expect(held).toEqual(truth(server))
  })

  it('R43: what was restored and overtook while a cut watch was silent is read again', () => {
    const { server, run, saved, held } = restorable(36)
    run(2 * reflectorConfig.listSilenceMs)
    server.restore(saved)
    for (let i = 0; i < 20; i++) server.touch('a')
    server.mood.refuse = { status: 503, times: 1 }
    run(reflectorConfig.listSilenceMs)
    expect(held).toEqual(truth(server))
  })

  it('R9: whatever was restored when, the reflected set becomes the server’s', () => {
    const name = fc.constantFrom('a', 'b', 'c', 'd')
    const step = fc.oneof(
      fc.tuple(fc.constantFrom('create', 'touch', 'delete'), name),
      fc.tuple(fc.constantFrom('save', 'restore', 'compact', 'drop', 'refuse'), fc.constant('')),
    )
    const steps = fc.array(fc.tuple(step, fc.nat(3_000)), { maxLength: 60, size: 'max' })
    fc.assert(
      fc.property(fc.nat(), steps, (seed, plan) => {
        const { server, run, held } = world(seed)
        let saved = server.save()
        for (const [[what, which], waitMs] of plan) {
          if (what === 'save') saved = server.save()
          else if (what === 'restore') server.restore(saved)
          else act(server, what, which)
          // A restored server is up again for a while before it has overtaken itself.
          run(what === 'restore' ? 120_000 : waitMs)
        }
        server.mood.refuse.times = 0
        run(400_000)
        expect(held).toEqual(truth(server))
      }),
      { numRuns: 200 },
    )
  })
})

type Server = ReturnType<typeof listWatchServer>

const bookmark = (server: Server, version: number): void =>
  server.say(
    `{"type":"BOOKMARK","object":{"kind":"Node","metadata":{"resourceVersion":"${version}"}}}`,
  )

/** Lets time pass while the server says now and then that it is there, as real ones do. */
function attended(server: Server, run: (ms: number) => void, ms: number): void {
  for (let passedMs = 0; passedMs < ms; passedMs += 20_000) {
    run(20_000)
    bookmark(server, server.version())
  }
}

function act(server: Server, what: string, which: string): void {
  const on = which === 'on'
  const acts: Record<string, () => void> = {
    create: () => server.create(which),
    touch: () => server.touch(which),
    delete: () => server.delete(which),
    drop: server.drop,
    compact: server.compact,
    bookmark: server.bookmark,
    garbage: () => server.say('{"type":"MODIFIED","object":'),
    refuse: () => Object.assign(server.mood, { refuse: { status: 504, times: 2 } }),
    busy: () => Object.assign(server.mood, { refuse: { status: 429, times: 1, retryAfter: '3' } }),
    silent: () => Object.assign(server.mood, { silent: on }),
    torn: () => Object.assign(server.mood, { torn: on }),
    duplicates: () => Object.assign(server.mood, { duplicates: on }),
  }
  acts[what]?.()
}
