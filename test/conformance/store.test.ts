// Stores and slots, each against its suite.
import { folderDisk, memoryDisk } from './disk.ts'
import { slotsConformance } from './slots.ts'
import { storeConformance } from './store.ts'

storeConformance('memory', memoryDisk)
storeConformance('LevelDB', folderDisk)
slotsConformance('memory', memoryDisk)
slotsConformance('a file', folderDisk)
