// A custom kind of tests: devices of example.com.
import type { KubeObject } from '../../src/objects/object.ts'

/** Where definitions are created. */
export const definitionsPath = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'

/** Where devices of a namespace are. */
export const devicesPath = (namespace = 'default'): string =>
  `/apis/example.com/v1/namespaces/${namespace}/devices`

/** The definition of devices. */
export const deviceDefinition = (column = 'Model'): KubeObject => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'devices.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural: 'devices', singular: 'device', kind: 'Device', shortNames: ['dev'] },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
        },
        additionalPrinterColumns: [{ name: column, type: 'string', jsonPath: '.spec.model' }],
      },
    ],
  },
})

/** A device. */
export const device = (name: string, model = 'm1'): KubeObject => ({
  apiVersion: 'example.com/v1',
  kind: 'Device',
  metadata: { name },
  spec: { model },
})
