// Processes of a bench: each is told one thing at a time, and answers it.
import { fork, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Starts a module of this folder as a process of its own. */
export const start = (file: string, ...args: readonly string[]): ChildProcess =>
  startWith([], file, ...args)

/** The same, with flags of Node. */
export const startWith = (
  flags: readonly string[],
  file: string,
  ...args: readonly string[]
): ChildProcess =>
  fork(fileURLToPath(new URL(file, import.meta.url)), args, { execArgv: [...flags] })

/** The next thing that a process says; an error when it says so, or ends. */
export function next<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const gone = (): void => reject(new Error(`${child.spawnargs[1]} ended before it answered`))
    child.once('exit', gone)
    child.once('message', (answer: T & { error?: string }) => {
      child.off('exit', gone)
      if (answer.error === undefined) resolve(answer)
      else reject(new Error(answer.error))
    })
  })
}

/** Tells a process something and waits for what it says. */
export function ask<T>(child: ChildProcess, what: object): Promise<T> {
  const answer = next<T>(child)
  child.send(what)
  return answer
}

/** Lets a process end in order. */
export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = new Promise((resolve) => child.once('exit', resolve))
  child.disconnect()
  await exited
}
