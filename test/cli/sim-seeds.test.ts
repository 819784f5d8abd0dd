// Worlds whose options and plans are drawn from a seed, each watched by all checkers: a campaign, as a user starts it.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { constants, setPriority, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'

const main = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url))
const seeds = 120

it('W25: whatever is drawn, no checker finds anything, and every eighth world tells the same story twice', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'causeway-seeds-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const asked = ['sim', 'campaign', '--seeds', String(seeds), '--jobs', '2']
  const campaign = spawn(process.execPath, [main, ...asked], { cwd: folder })
  // It takes what the suites that wait leave over.
  setPriority(campaign.pid ?? 0, constants.priority.PRIORITY_LOW)
  let said = ''
  campaign.stdout.on('data', (bytes: Buffer) => (said += bytes.toString()))
  const status = await new Promise((ended) => campaign.once('close', ended))
  expect(said).toContain(`seeds            ${seeds}, 0 failed\n`)
  expect(status).toBe(0)
}, 900_000)
