// How parts of an agent say something to the cloud.
import type { CarriedFamily } from '../schemas/carried.ts'

/** Sends something signed to the cloud, on whatever path there is; it may be lost. */
export type SendUp = (family: Exclude<CarriedFamily, 'beat'>, bytes: Uint8Array) => void
