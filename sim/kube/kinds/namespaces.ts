// Namespaces: their finalizer, phase and label.
import { withMetadata } from '../../../src/objects/metadata.ts'
import { dnsLabel } from '../../../src/objects/name-checks.ts'
import { part } from '../../../src/objects/fields.ts'
import { strategy } from './strategy.ts'

const label = 'kubernetes.io/metadata.name'

/** Namespaces that every cluster has. */
export const firstNamespaces: readonly string[] = [
  'default',
  'kube-node-lease',
  'kube-public',
  'kube-system',
]

/** The rules of namespaces; they end when their content is gone. */
export const namespaces = strategy({
  checkName: dnsLabel,
  answersDeleted: true,
  defaults: (object) => {
    const { name, labels = {} } = object.metadata
    return name ? withMetadata(object, { labels: { ...labels, [label]: name } }) : object
  },
  begin: (object) => ({
    ...object,
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  }),
  ending: (object) => ({
    ...withMetadata(object, { deletionGracePeriodSeconds: undefined }),
    status: { ...part(object, 'status'), phase: 'Terminating' },
  }),
  isHeld: (object) => {
    const { finalizers } = part(object, 'spec')
    return Array.isArray(finalizers) && finalizers.length > 0
  },
})
