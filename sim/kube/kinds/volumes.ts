// Persistent volumes and claims: their defaults and phases.
import { part } from '../../../src/objects/fields.ts'
import { filled } from './fields.ts'
import { strategy } from './strategy.ts'

/** The rules of claims. */
export const claims = strategy({
  answersDeleted: true,
  defaults: (object) => ({
    ...object,
    spec: filled({ volumeMode: 'Filesystem' }, part(object, 'spec')),
  }),
  begin: (object) => ({ ...object, status: { phase: 'Pending' } }),
})

/** The rules of volumes. */
export const volumes = strategy({
  answersDeleted: true,
  defaults: (object) => ({
    ...object,
    spec: filled(
      { volumeMode: 'Filesystem', persistentVolumeReclaimPolicy: 'Retain' },
      part(object, 'spec'),
    ),
  }),
  begin: (object) => ({ ...object, status: { phase: 'Pending' } }),
})
