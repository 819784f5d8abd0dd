// What matters of a Node object: its site by whichever label it has, its readiness, its taints, how long it may be held.
import type { NodeSeen } from '../src/health/inputs.ts'
import { siteId } from '../src/kernel/ids.ts'
import type { SiteId } from '../src/kernel/ids.ts'
import type { KubeObject } from '../src/objects/object.ts'
import { conditionOf } from './node-conditions.ts'
import { taintsOf } from './taint-patch.ts'

/** Our own label, OpenYurt's pool, KubeEdge's group; the first that is there names the site. */
const siteLabels = [
  'causeway.io/site',
  'apps.openyurt.io/nodepool',
  'apps.kubeedge.io/belonging-to',
] as const

/** The value of SuperEdge's labels, whose keys are the names of units. */
const unitValue = 'nodeunits.superedge.io'

const holdAnnotation = 'causeway.io/max-hold'
const autonomyAnnotation = 'node.openyurt.io/autonomy-duration'

/** What the process of a node is told of its object. */
export function nodeSeen(object: KubeObject): NodeSeen {
  const ready = conditionOf(object, 'Ready')
  return {
    uid: object.metadata.uid ?? '',
    site: siteOf(object),
    ready: ready?.status,
    readyReason: ready?.reason,
    linked: conditionOf(object, 'CausewayLinked')?.status,
    taints: taintsOf(object),
    maxHoldMs: maxHoldMs(object.metadata.annotations ?? {}),
  }
}

/** The node's site; without any label it is a site of its own. */
export function siteOf({ metadata }: KubeObject): SiteId {
  const labels = metadata.labels ?? {}
  const named = siteLabels.map((label) => labels[label]).find((value) => value)
  const units = Object.keys(labels).filter((label) => labels[label] === unitValue)
  return siteId(named ?? units.toSorted()[0] ?? metadata.name)
}

/** Seconds of ours, else OpenYurt's duration; what is no positive time is for ever. */
function maxHoldMs(annotations: Readonly<Record<string, string>>): number | undefined {
  const seconds = annotations[holdAnnotation]
  const ms =
    seconds === undefined ? durationMs(annotations[autonomyAnnotation]) : Number(seconds) * 1_000
  return ms !== undefined && Number.isFinite(ms) && ms > 0 ? ms : undefined
}

const unitMs: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 }

/** A duration as Go spells it: `1h30m`, `90s`. */
function durationMs(text: string | undefined): number | undefined {
  if (text === undefined || !/^(\d+(\.\d+)?(h|ms|m|s))+$/.test(text)) return undefined
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g)]
  return parts.reduce((sum, [, amount, unit = '']) => sum + Number(amount) * (unitMs[unit] ?? 0), 0)
}
