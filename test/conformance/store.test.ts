// Stores and slots, each against its suite.
import { folderDisk, memoryDisk, simulatedDisk } from './disk.ts'
import { slotsConformance } from './slots.ts'
import { storeConformance } from './store.ts'

storeConformance('memory', memoryDisk)
storeConformance('LevelDB', folderDisk)
slotsConformance('memory', memoryDisk)
slotsConformance('a file', folderDisk)
storeConformance('the simulated disk', simulatedDisk)
slotsConformance('the simulated disk', simulatedDisk)
