// The journal, on every disk.
import { folderDisk, memoryDisk, simulatedDisk } from './disk.ts'
import { journalConformance } from './journal.ts'

journalConformance('memory', memoryDisk)
journalConformance('LevelDB', folderDisk)
journalConformance('the simulated disk', simulatedDisk)
