#!/usr/bin/env node
// `causeway-ipam`: a CNI plugin that asks the node's agent for addresses. It loads as little as it can.
import { askUnix } from '../../../edge/adapters/unix-asking.ts'
import { decodeAnswer, encodeAsk } from '../../../schemas/address-ask.ts'
import { Fault } from '../../kernel/fault.ts'
import { cniCodes, isCniError, type CniError } from '../../network/cni/errors.ts'
import {
  agentAway,
  printAnswer,
  printError,
  printVersions,
  readCall,
  type CniCall,
  type Printed,
} from '../../network/cni/call.ts'

/** The longest configuration that is read. */
const stdinBytesMax = 1024 * 1024

/** Runtimes wait longer than this, and ask again. */
const timeoutMs = 10_000

async function readStdin(): Promise<string | CniError> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of process.stdin) {
    chunks.push(chunk as Buffer)
    length += (chunk as Buffer).length
    if (length > stdinBytesMax)
      return { code: cniCodes.undecodable, msg: `expected at most ${stdinBytesMax} bytes on stdin` }
  }
  return Buffer.concat(chunks).toString('utf8')
}

const answerOf = ({ socket, ask }: CniCall): Promise<ReturnType<typeof decodeAnswer>> =>
  new Promise((resolve) => {
    askUnix(socket, encodeAsk(ask), timeoutMs, (outcome) =>
      resolve(outcome instanceof Fault ? outcome : decodeAnswer(outcome)),
    )
  })

async function run(): Promise<Printed> {
  if (process.env['CNI_COMMAND'] === 'VERSION') return printVersions()
  const stdin = await readStdin()
  if (typeof stdin !== 'string') return printError(stdin)
  const call = readCall(process.env, stdin)
  if (isCniError(call)) return printError(call)
  const answer = await answerOf(call)
  return answer instanceof Fault
    ? printError(agentAway(answer.message), call.version)
    : printAnswer(answer, call.version)
}

const { text, exitCode } = await run()
process.stdout.write(text)
process.exitCode = exitCode
