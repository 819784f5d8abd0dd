// Writes below an object that are not writes of its kind.
import type { KubeContext } from '../context.ts'
import type { Verb } from '../../../src/objects/request/info.ts'
import type { WriteRequest, Written } from '../writes/request.ts'
import { bind } from './binding.ts'
import { evict } from './eviction.ts'
import { writeScale } from './scale.ts'
import { requestToken } from './token.ts'

/** Answers a write below an object. */
export type SubresourceWrite = (kube: KubeContext, request: WriteRequest, verb: Verb) => Written

/** By the subresource's name; the others are written like their objects. */
export const subresourceWrites: Readonly<Record<string, SubresourceWrite>> = {
  binding: bind,
  eviction: evict,
  scale: writeScale,
  token: requestToken,
}
