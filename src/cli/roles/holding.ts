// The flags that say how nodes are held.
import { Option } from 'commander'

/** Whether admission policies hold nodes while the cloud is away. */
export const belt = (): Option =>
  new Option('--belt <belt>', 'whether admission policies hold nodes while the cloud is away')
    .choices(['on', 'off'])
    .default('on')

/** By what nodes are held. */
export const hold = (): Option =>
  new Option('--hold <way>', 'lease: cut nodes stay Ready; policy: they turn Unknown, and are held')
    .choices(['lease', 'policy'])
    .default('lease')
