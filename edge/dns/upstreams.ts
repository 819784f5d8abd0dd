// Upstream servers: asked one after the other, until one answers or the tries are over.
import type { Cancel } from '../../bus/clock.ts'
import type { Address } from '../../bus/pipe.ts'
import type { ForwardConfig } from './config.ts'
import { askOnce } from './one-try.ts'
import type { DnsPorts } from './ports.ts'
import { codes } from './wire/codes.ts'
import { isAnswer } from './wire/fetched.ts'
import type { Fetched, Inquiry } from './wire/fetched.ts'

/** The upstream servers of a node. */
export interface Upstreams {
  /** Answers once, in a later turn: undefined when all were silent. Never after `stop`. */
  readonly ask: (inquiry: Inquiry, done: (fetched: Fetched | undefined) => void) => void
  readonly stop: () => void
}

interface Round {
  readonly inquiry: Inquiry
  readonly order: readonly Address[]
  /** What was answered so far: a code that another server may better. */
  readonly best: Fetched | undefined
  readonly tried: number
  readonly withEdns: boolean
}

/** Opens nothing before it is asked. */
export function openUpstreams(ports: DnsPorts, config: ForwardConfig): Upstreams {
  const { upstreams, tries, tryMs } = config
  let first = 0
  const running = new Set<Cancel>()
  const go = (round: Round, done: (fetched: Fetched | undefined) => void): void => {
    const { inquiry, order, tried, withEdns } = round
    const to = order[tried % order.length]
    if (to === undefined || tried >= tries) return done(round.best)
    const cancel = askOnce(ports, { to, inquiry, withEdns, tryMs }, (fetched) => {
      running.delete(cancel)
      if (fetched === undefined) return go({ ...round, tried: tried + 1 }, done)
      if (withEdns && fetched.code === codes.malformed)
        return go({ ...round, withEdns: false }, done)
      if (!isAnswer(fetched))
        return go({ ...round, best: fetched, tried: tried + 1, withEdns: true }, done)
      first = upstreams.indexOf(to)
      done(fetched)
    })
    running.add(cancel)
  }
  return {
    ask: (inquiry, done) => {
      const order = [...upstreams.slice(first), ...upstreams.slice(0, first)]
      const round = { inquiry, order, best: undefined, tried: 0, withEdns: true }
      if (order.length === 0) ports.clock.soon(() => done(undefined))
      else go(round, done)
    },
    stop: () => {
      for (const cancel of running) cancel()
      running.clear()
    },
  }
}
