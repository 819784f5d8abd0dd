// Identifiers as branded strings and numbers, so that one is not taken for another.

declare const brand: unique symbol
type Brand<T, B extends string> = T & { readonly [brand]: B }

/** Name of a Kubernetes node. */
export type NodeId = Brand<string, 'NodeId'>
/** Name of a site: nodes that share a LAN. */
export type SiteId = Brand<string, 'SiteId'>
/** Who writes a journal: `node/<name>`, `cloud/<replica>`. */
export type ProducerId = Brand<string, 'ProducerId'>
/** The life of one log; rises when a log begins anew. */
export type Epoch = Brand<number, 'Epoch'>
/** Position of a fact in a lane of a journal, dense from 1. */
export type Sequence = Brand<number, 'Sequence'>
/** The run of an agent, numbered from 1. */
export type Incarnation = Brand<number, 'Incarnation'>
/** One observation period of a subject, numbered by the subject's incarnation. */
export type Round = Brand<number, 'Round'>

/** Brands a checked value; only doors (codecs, configuration) and tests call these. */
export const nodeId = (text: string): NodeId => text as NodeId
export const siteId = (text: string): SiteId => text as SiteId
export const producerId = (text: string): ProducerId => text as ProducerId
export const epoch = (n: number): Epoch => n as Epoch
export const sequence = (n: number): Sequence => n as Sequence
export const incarnation = (n: number): Incarnation => n as Incarnation
export const round = (n: number): Round => n as Round
