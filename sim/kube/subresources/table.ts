// What is done below an object and is no write of its kind.
import type { KubeContext } from '../context.ts'
import type { Verb } from '../../../src/objects/request/info.ts'
import type { WriteRequest, Written } from '../writes/request.ts'
import { bind } from './binding.ts'
import { evict } from './eviction.ts'
import { writeScale } from './scale.ts'
import { refuseStream } from './streams.ts'
import { requestToken } from './token.ts'

/** Answers a request below an object. */
export type SubresourceWrite = (kube: KubeContext, request: WriteRequest, verb: Verb) => Written

/** By the subresource's name; the others are written like their objects. */
export const subresourceWrites: Readonly<Record<string, SubresourceWrite>> = {
  attach: refuseStream,
  binding: bind,
  eviction: evict,
  exec: refuseStream,
  log: refuseStream,
  portforward: refuseStream,
  proxy: refuseStream,
  scale: writeScale,
  token: requestToken,
}
