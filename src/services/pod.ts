// What a Pod that the node holds says about its endpoints.
import type { KubeObject } from '../objects/object.ts'
import { readAddress } from './addresses.ts'
import type { IpAddress } from './addresses.ts'

/** A pod's addresses as they are now, and whether it takes requests. */
export interface Pod {
  readonly uid: string
  readonly addresses: readonly IpAddress[]
  readonly isReady: boolean
}

/** The fields read here, as the API has them. */
interface Status {
  readonly podIP?: string
  readonly podIPs?: readonly { readonly ip?: string }[]
  readonly conditions?: readonly { readonly type?: string; readonly status?: string }[]
}

/** Reads a pod. */
export function readPod(object: KubeObject): Pod {
  const { conditions } = (object['status'] ?? {}) as Status
  const ready = conditions?.some(({ type, status }) => type === 'Ready' && status === 'True')
  return {
    uid: object.metadata.uid ?? '',
    addresses: addressTexts(object).flatMap((text) => readAddress(text) ?? []),
    isReady: ready === true && object.metadata.deletionTimestamp === undefined,
  }
}

/** The addresses of a pod as it spells them. */
export function addressTexts(object: KubeObject): readonly string[] {
  const { podIP, podIPs } = (object['status'] ?? {}) as Status
  return (podIPs?.map(({ ip }) => ip) ?? [podIP]).filter((text) => text !== undefined)
}

/** Whether two readings of a pod say the same. */
export const samePod = (a: Pod | undefined, b: Pod | undefined): boolean =>
  a?.uid === b?.uid &&
  a?.isReady === b?.isReady &&
  a?.addresses.map(({ text }) => text).join() === b?.addresses.map(({ text }) => text).join()
