// All kinds of apps that Causeway acts on.
import type { AppDialect } from './dialect.ts'
import { edgeApplication } from './kubeedge/edge-application.ts'
import { unitedDeployment } from './openyurt/united-deployment.ts'
import { yurtAppSet } from './openyurt/yurt-app-set.ts'
import { serviceGrid } from './superedge/service-grid.ts'
import { deploymentGrid, statefulSetGrid } from './superedge/workload-grid.ts'

/** The kinds of apps of all dialects. */
export const dialects: readonly AppDialect[] = [
  deploymentGrid,
  statefulSetGrid,
  serviceGrid,
  yurtAppSet,
  unitedDeployment,
  edgeApplication,
]
