// Stories people will ask about, as transcripts: `TRANSCRIPTS=record` writes them anew.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { played } from './world/transcript.ts'

const folder = new URL('../transcripts/', import.meta.url)
const record = process.env['TRANSCRIPTS'] === 'record'

it.each(readdirSync(folder))('H30: the story of %s goes as it is written', (file) => {
  const path = new URL(file, folder)
  const written = readFileSync(path, 'utf8')
  const now = played(written)
  if (record) writeFileSync(path, now)
  else expect(now).toBe(written)
})
