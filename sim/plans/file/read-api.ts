// Steps of a plan file that befall the API server of Kubernetes.
import type { Mood } from '../../world/api-flaws.ts'
import type { Deed } from '../step.ts'
import { need } from './reading.ts'
import type { Reading } from './reading.ts'
import { numberOf, wordOf } from './yaml-reader.ts'

const moods = ['busy', 'conflict', 'stale'] as const
const hows = ['compact', 'drop-watches', 'back-up', 'restore', 'well', ...moods] as const

/** One deed. */
export function apiDeeds(reading: Reading): readonly Deed[] {
  const { file, fields } = reading
  const how = wordOf(file, need(reading, 'how'), hows)
  const mood = moods.find((one) => one === how)
  if (mood !== undefined)
    return [
      {
        do: 'api',
        how: mood,
        share: numberOf(file, need(reading, 'share'), [0, 1]),
      },
    ]
  const share = fields.get('share')
  if (share !== undefined) return file.wrong(share, `no share for ${how}`)
  return [{ do: 'api', how: how as Exclude<typeof how, Mood> }]
}
