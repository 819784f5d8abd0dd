// What integrators import by the package's name works from the built package, types included.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

it('W43: the simulator can be imported by name, and its ready scenarios are in the package', () => {
  const program = `
    const { createWorld } = await import('causeway/sim/world')
    const { drawScenario } = await import('causeway/sim/runs/draw-scenario')
    console.log(typeof createWorld, drawScenario(1).seed)`
  const out = execFileSync(process.execPath, ['--input-type=module', '-e', program], { cwd: root })
  expect(out.toString().trim()).toBe('function 1')
  for (const file of ['sim/world.d.ts', 'sim/scenarios/one-node.yaml'])
    expect(existsSync(`${root}dist/${file}`), file).toBe(true)
})

it('subjects, envelopes and facts can be imported by name', () => {
  const program = `
    const { subjectOf, parseSubject } = await import('causeway/schemas/subjects')
    const { decodeEnvelope } = await import('causeway/schemas/envelope')
    const { kinds } = await import('causeway/facts')
    const subject = subjectOf('events', 'shop', { kind: 'verdict-reached', key: 'node/a-1' })
    console.log(subject, parseSubject(subject).family, typeof decodeEnvelope, kinds['verdict-reached'].lane)`
  const out = execFileSync(process.execPath, ['--input-type=module', '-e', program], { cwd: root })
  expect(out.toString().trim()).toBe(
    'cw.shop.events.verdict-reached.node%2Fa-1 events function state',
  )
  for (const file of ['schemas/subjects.d.ts', 'schemas/envelope.d.ts', 'src/facts.d.ts']) {
    expect(existsSync(`${root}dist/${file}`), file).toBe(true)
  }
})
