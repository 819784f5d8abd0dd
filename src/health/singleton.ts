// Which pods a node stops itself when it is fenced.
import type { KubeObject } from '../objects/object.ts'

/** The label or annotation of pods of which never two may run. */
export const singletonMark = 'causeway.io/singleton'

/** Whether a pod is marked. */
export const isSingleton = ({ metadata: { labels, annotations } }: KubeObject): boolean =>
  labels?.[singletonMark] === 'true' || annotations?.[singletonMark] === 'true'
