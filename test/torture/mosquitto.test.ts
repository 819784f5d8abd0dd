// A few restarts of a real broker while edges ship.
import { it, onTestFinished } from 'vitest'
import { describeWith } from '../servers.ts'
import { mosquittoStory } from './mosquitto.ts'

const seed = process.env['CAUSEWAY_TEST_SEED'] ?? String(Date.now() % 1_000_000)

describeWith('mosquitto', 'a real broker that keeps nothing', () => {
  it(`B91: restarted while edges ship, it costs nothing that was acknowledged (seed ${seed})`, async () => {
    const { round, stop } = await mosquittoStory(seed)
    onTestFinished(stop)
    await round(100, 200)
    await round(400, 0)
  })
})
