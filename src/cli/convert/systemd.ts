// Restarts that are asked for: one program after the other, until one fails.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { Fault } from '../../kernel/fault.ts'
import { poll } from '../promise.ts'

/** A program and its words, or a file that is to be there before the next. */
export type Step = readonly string[] | { readonly file: string }

const fileMsMax = 60_000

/** Steps as a person would type them. */
export const typed = (steps: readonly Step[]): readonly string[] =>
  steps.map((step) => ('file' in step ? `# wait for ${step.file}` : step.join(' ')))

/** Runs them. */
export async function runSteps(steps: readonly Step[]): Promise<void> {
  for (const step of steps)
    if ('file' in step) await waitFor(step.file)
    else run(step)
}

function run([program = '', ...words]: readonly string[]): void {
  try {
    execFileSync(program, words, { stdio: ['ignore', 'ignore', 'pipe'], timeout: 120_000 })
  } catch (error) {
    const { stderr, message } = error as { readonly stderr?: Buffer; readonly message: string }
    const came = stderr?.toString().trim() || message
    const line = [program, ...words].join(' ')
    throw new Fault('UNSUPPORTED', `expected \`${line}\` to work, came: ${came}`, error)
  }
}

async function waitFor(file: string): Promise<void> {
  const there = await poll(() => Promise.resolve(existsSync(file) || undefined), fileMsMax, 500)
  if (there === undefined)
    throw new Fault(
      'TIMEOUT',
      `expected the agent to write ${file}, it has not: see \`journalctl -u causeway-edge\`; the kubelet was not restarted`,
    )
}
