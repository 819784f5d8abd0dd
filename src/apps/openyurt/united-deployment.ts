// OpenYurt's UnitedDeployment: a workload for each pool of its topology, without patches.
import type { AppDialect } from '../dialect.ts'
import { inTopology, topologyStatus, topologyUnits } from './topology.ts'
import { poolOf } from './workload.ts'

/** A united deployment of OpenYurt. */
export const unitedDeployment: AppDialect = {
  app: {
    group: 'apps.openyurt.io',
    version: 'v1alpha1',
    resource: 'uniteddeployments',
    kind: 'UnitedDeployment',
    namespaced: true,
  },
  units: topologyUnits,
  render: (app, unit, _cluster, own = []) => inTopology(app, unit, own),
  unitOf: (_app, child) => poolOf(child),
  concerns: () => [],
  status: topologyStatus,
}
