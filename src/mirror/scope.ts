// Scopes and objects by name: who a feed is for, and which object a fact of it is about.

/** Who a feed is for: every node, the nodes of one site, one node. */
export type Scope = 'all' | `site/${string}` | `node/${string}`

/** Which object, whatever its version: `resource` is the plural, `group` is empty for the core group. */
export interface ObjectKey {
  readonly group: string
  readonly resource: string
  /** Empty for objects of the cluster. */
  readonly namespace: string
  readonly name: string
}

/** The feed for the nodes of a site. */
export const siteScope = (site: string): Scope => `site/${site}`

/** The feed for one node. */
export const nodeScope = (node: string): Scope => `node/${node}`

/** The scope that a text names; undefined when it names none. */
export function scopeNamed(text: string): Scope | undefined {
  if (text === 'all') return text
  return /^(site|node)\/./s.test(text) ? (text as Scope) : undefined
}

/** One text for one object: `group/resource/namespace/name`, none of which holds a slash. */
export const keyText = ({ group, resource, namespace, name }: ObjectKey): string =>
  `${group}/${resource}/${namespace}/${name}`

/** The object that a `keyText` names. */
export function keyOfText(text: string): ObjectKey {
  const [group = '', resource = '', namespace = '', name = ''] = text.split('/')
  return { group, resource, namespace, name }
}

/** `group/resource`: one text for one kind of object. */
export const kindText = ({ group, resource }: Pick<ObjectKey, 'group' | 'resource'>): string =>
  `${group}/${resource}`
