// A child process that opens a data folder, says so, and holds it until it is killed.
import { openDataFolder } from '../../bus/adapters/data-folder.ts'
import { producerId } from '../../src/kernel/ids.ts'

openDataFolder(process.argv[2] ?? '', producerId('node/a'), (outcome) => {
  process.send?.(outcome instanceof Error ? outcome.message : 'held')
})
setInterval(() => undefined, 60_000)
