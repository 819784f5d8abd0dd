// The journal, on every disk.
import { folderDisk, memoryDisk } from './disk.ts'
import { journalConformance } from './journal.ts'

journalConformance('memory', memoryDisk)
journalConformance('LevelDB', folderDisk)
