// The keys that tokens of service accounts are checked with, where OpenID Connect looks for them.
import { answer, statusAnswer, writingFor } from '../../src/objects/answers/answer.ts'
import { valueContent } from '../../src/objects/answers/content.ts'
import type { Answer, HeaderMap } from '../../src/objects/read-answer.ts'
import { notAcceptable } from '../../src/objects/answers/failures.ts'
import type { RequestInfo } from '../../src/objects/request/info.ts'
import type { KubeContext } from './context.ts'
import { tokenIssuer } from './subresources/token.ts'

const keySetType = 'application/jwk-set+json'

/** Answers with them, if that is what is asked for and tokens are signed. */
export function tokenKeys(
  { signer, config }: KubeContext,
  info: RequestInfo,
  headers: HeaderMap,
): Answer | undefined {
  if (signer === undefined || info.about !== 'path' || info.method !== 'GET') return undefined
  const said = (value: object, type: string): Answer =>
    answer(
      200,
      valueContent(() => value),
      writingFor('json', info.query, headers),
      type,
    )
  const at = info.segments.join('/')
  if (at === 'openid/v1/jwks')
    return takes(headers['accept'], keySetType)
      ? said(signer.keySet, keySetType)
      : statusAnswer(notAcceptable([keySetType]))
  if (at !== '.well-known/openid-configuration') return undefined
  const document = {
    issuer: tokenIssuer,
    jwks_uri: `https://${config.address}/openid/v1/jwks`,
    response_types_supported: ['id_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [signer.header.alg],
  }
  return said(document, 'application/json')
}

/** Whether a client takes a type; what it takes only if it must counts as well. */
const takes = (accept: string | undefined, type: string): boolean =>
  accept === undefined || ['*/*', 'application/*', type].some((one) => accept.includes(one))
