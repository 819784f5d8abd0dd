// Link-local addresses of this machine, by iproute2's `ip`.
import { execFile } from 'node:child_process'
import { Fault, isFault } from '../../src/kernel/fault.ts'
import { isOwnKind, linkSteps, ownKinds, readLinks } from '../../src/network/link-address.ts'
import type { LinkStep, SeenLink, WantedLink } from '../../src/network/link-address.ts'
import type { LinkAddress } from '../pod-api/link-address.ts'

const answerMsMax = 10_000

/** Addresses by `ip`, with these words before each call's own: `-netns NAME` for another network. */
export function openLinkAddress(before: readonly string[] = []): LinkAddress {
  const ip = (args: readonly string[]): Promise<string> => call([...before, ...args])
  return {
    ensure: (wanted, done) => {
      ensure(ip, wanted).then(
        () => done(undefined),
        (error: unknown) => done(faultOf(error, `address ${wanted.address} on ${wanted.name}`)),
      )
    },
    remove: (name, done) => {
      remove(ip, name).then(
        () => done(undefined),
        (error: unknown) => done(faultOf(error, `interface ${name} to go`)),
      )
    },
  }
}

type Ip = (args: readonly string[]) => Promise<string>

async function ensure(ip: Ip, wanted: WantedLink): Promise<void> {
  const steps = linkSteps(wanted, await seenBy(ip))
  if (isFault(steps)) throw steps
  for (const step of steps)
    if (step === 'make') await make(ip, wanted.name)
    else await ip(wordsOf(step, wanted))
}

/** Of the first kind that the kernel has. */
async function make(ip: Ip, name: string): Promise<void> {
  const [first, second] = ownKinds
  try {
    await ip(['link', 'add', name, 'type', first])
  } catch (error) {
    if (!/unknown device type/i.test((error as Error).message)) throw error
    await ip(['link', 'add', name, 'type', second])
  }
}

async function remove(ip: Ip, name: string): Promise<void> {
  const own = (await seenBy(ip)).find((link) => link.name === name)
  if (own !== undefined && isOwnKind(own)) await ip(['link', 'delete', name])
}

async function seenBy(ip: Ip): Promise<readonly SeenLink[]> {
  const seen = readLinks(await ip(['-json', '-details', 'address', 'show']))
  if (seen !== undefined) return seen
  throw new Fault('UNSUPPORTED', 'expected `ip -json` to print JSON: iproute2 4.18 or newer')
}

const wordsOf = (
  step: Exclude<LinkStep, 'make'>,
  { name, address }: WantedLink,
): readonly string[] =>
  ({
    'give-address': ['address', 'add', `${address}/32`, 'dev', name],
    'bring-up': ['link', 'set', name, 'up'],
  })[step]

function call(args: readonly string[]): Promise<string> {
  const env = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` }
  return new Promise((resolve, reject) => {
    execFile('ip', args, { env, timeout: answerMsMax }, (error, out, err) =>
      error === null ? resolve(out) : reject(new Error(err.trim() || error.message)),
    )
  })
}

function faultOf(error: unknown, what: string): Fault {
  if (isFault(error)) return error
  const { message } = error as Error
  return new Fault(
    'UNSUPPORTED',
    `expected ${what}, got: ${message}; it takes iproute2 and the right CAP_NET_ADMIN (root)`,
    error,
  )
}
