// Every definition that Causeway brings: the applications and sites of SuperEdge, OpenYurt and KubeEdge.
import type { KubeObject } from '../../src/objects/object.ts'
import { edgeApplication, nodeGroup } from './kubeedge.ts'
import { unitedDeployment, yurtAppSet } from './openyurt-apps.ts'
import { nodePool } from './openyurt-pools.ts'
import { deploymentGrid, serviceGrid, statefulSetGrid } from './superedge-grids.ts'
import { nodeUnit, unitGroup } from './superedge-sites.ts'

/** The definitions, dialect by dialect. */
export const definitions: readonly KubeObject[] = [
  deploymentGrid,
  statefulSetGrid,
  serviceGrid,
  nodeUnit,
  unitGroup,
  nodePool,
  yurtAppSet,
  unitedDeployment,
  nodeGroup,
  edgeApplication,
]
