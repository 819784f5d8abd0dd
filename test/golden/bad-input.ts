// What is asked in vain, and what a real API server answers: for whichever server is behind an HTTP client.
import type { Headers } from '../../bus/http.ts'

/** A request that makes no sense, or hardly any. */
export interface BadRequest {
  readonly method: string
  readonly path: string
  readonly headers: Headers
  readonly body: string
  /** The code of a real API server. */
  readonly status: number
  /** What its Status or page says. */
  readonly says: string
  /** The code of a node's own API while it is cut off: what it cannot judge alone it refuses. */
  readonly alone: number
}

const maps = '/api/v1/namespaces/default/configmaps'
const services = '/api/v1/services'
const service = '/api/v1/namespaces/default/services/kubernetes'
const json = 'application/json'
const jsonPatch = 'application/json-patch+json'
const mergePatch = 'application/merge-patch+json'
const strategicPatch = 'application/strategic-merge-patch+json'

type Row = readonly [path: string, status: number, says: string, headers?: Headers, alone?: number]

const read = ([path, status, says, headers = {}, alone = status]: Row): BadRequest => ({
  ...{ method: 'GET', path, status, says, headers, alone },
  body: '',
})

const labels = (selector: string): string => `${services}?labelSelector=${encodeURIComponent(selector)}`
const fields = (selector: string): string => `${services}?fieldSelector=${encodeURIComponent(selector)}`
const accept = (value: string): Headers => ({ accept: value })
const table = 'application/json;as=Table;g=meta.k8s.io;v='
const noPath = 'the server could not find the requested resource'
const noMethod = 'the server does not allow this method on the requested resource'
const noVersion = 'strconv.ParseUint: parsing "x": invalid syntax'
const noToken = 'invalid continue token'
const large = 9_000_000_000_000_000

const paths: readonly Row[] = [
  ['/api/v1/%ff', 404, noPath, {}, 503],
  ['/api/v1/none', 404, noPath, {}, 503],
  ['/api/v1/namespaces//pods', 404, noPath, {}, 503],
  ['/apis/x/v1/things', 404, 'page not found', {}, 503],
  ['/apis/apps/v2/deployments', 404, noPath, {}, 503],
  ['/apis/apps/v1/none', 404, noPath, {}, 503],
  [`${maps}/a/none`, 404, noPath, {}, 503],
  ['/healthz/none', 404, 'page not found', {}, 503],
  [`/api/v1/namespaces/default/services/${'a'.repeat(5_000)}`, 404, 'not found'],
]

const selectors: readonly Row[] = [
  [labels('a=b,'), 400, "expected: identifier after ','"],
  [labels('a in b'), 400, "found 'b' expected: '('"],
  [labels('!'), 400, 'expected: identifier'],
  [labels('-a=b'), 400, 'name part must consist of'],
  [labels(`a=${'v'.repeat(70)}`), 400, 'must be no more than 63 bytes'],
  [labels('\u0000'), 400, 'unable to parse requirement'],
  [fields('spec.none=1'), 400, 'field label not supported: spec.none'],
  [fields('metadata.name'), 400, "can't understand 'metadata.name'"],
  [fields('='), 400, 'field label not supported'],
]

const options: readonly Row[] = [
  [`${services}?limit=x`, 400, 'strconv.ParseInt: parsing "x": invalid syntax'],
  [`${services}?limit=99999999999999999999`, 400, 'value out of range'],
  [`${services}?limit=-5`, 200, ''],
  [`${services}?labelSelector=%`, 200, ''],
  [`${services}?timeoutSeconds=x`, 400, 'strconv.ParseInt: parsing "x": invalid syntax'],
  [`${services}?limit=1&continue=nonsense`, 400, noToken],
  [`${services}?limit=1&continue=e30`, 400, noToken],
  [`${services}?limit=1&continue=e30&resourceVersion=5`, 400, 'not allowed when using continue'],
  [`${services}?resourceVersion=x`, 400, noVersion],
  [`${services}?resourceVersion=-1`, 400, 'parsing "-1": invalid syntax'],
  [`${services}?resourceVersion=${large}`, 504, 'Too large resource version'],
  [`${services}?resourceVersionMatch=Exact`, 422, 'forbidden unless resourceVersion is provided'],
  [`${services}?resourceVersionMatch=NotOlderThan`, 422, 'forbidden unless resourceVersion'],
  [`${services}?resourceVersionMatch=Exact&resourceVersion=0`, 422, 'forbidden for resourceVersion "0"'],
  [`${services}?resourceVersionMatch=Bad&resourceVersion=1`, 422, 'Unsupported value: "Bad"'],
  [`${services}?sendInitialEvents=true`, 422, 'sendInitialEvents is forbidden for list'],
  [`${services}?watch=1&resourceVersion=x`, 500, noVersion],
  [`${services}?watch=1&sendInitialEvents=true`, 422, 'requires setting resourceVersionMatch'],
  [`${services}?watch=1&resourceVersionMatch=Exact&resourceVersion=1`, 422, 'forbidden for watch'],
  [`${service}?resourceVersion=x`, 500, noVersion],
]

const headersOfReads: readonly Row[] = [
  [service, 406, 'Not Acceptable', accept('application/xml')],
  [service, 406, 'Not Acceptable', accept(';;;')],
  [service, 406, 'Not Acceptable', accept(`${table}v9`)],
  [`${services}?includeObject=x`, 400, 'Unable to convert to Table', accept(`${table}v1`)],
  [service, 200, '', { range: 'bytes=5-2' }],
  [service, 200, '', { 'accept-encoding': 'br;q=x,,' }],
]

type WriteRow = readonly [
  method: string,
  path: string,
  body: string,
  type: string,
  status: number,
  says: string,
  alone?: number,
]

const write = ([method, path, body, type, status, says, alone = 503]: WriteRow): BadRequest => {
  const headers: Headers = type === '' ? {} : { 'content-type': type }
  return { method, path, headers, body, status, says, alone }
}

const bodies: readonly WriteRow[] = [
  ['POST', maps, '{', json, 400, "couldn't get version/kind; json parse error"],
  ['POST', maps, '[]', json, 400, 'cannot unmarshal array into Go value'],
  ['POST', maps, '', json, 400, "couldn't get version/kind"],
  ['POST', maps, 'null', json, 422, 'name or generateName is required'],
  ['POST', maps, '{}', 'text/plain', 415, 'the body of the request was in an unknown format'],
  ['POST', maps, ': : :', 'application/yaml', 400, "couldn't get version/kind"],
  ['POST', maps, 'k8s', 'application/vnd.kubernetes.protobuf', 400, '', 415],
  ['POST', maps, '{"metadata":{"name":"B_"}}', json, 422, 'a lowercase RFC 1123 subdomain must'],
  ['POST', maps, '{"metadata":5}', json, 400, 'cannot unmarshal number into Go struct field'],
  ['POST', maps, '{"metadata":{"name":"x"},"data":[1]}', json, 400, 'cannot unmarshal array'],
  ['POST', maps, '{"kind":"Pod","apiVersion":"v1"}', json, 400, 'cannot be handled as a ConfigMap'],
  ['POST', maps, '{"metadata":{"name":"x","namespace":"o"}}', json, 400, 'does not match the namespace'],
  ['POST', `${maps}?dryRun=maybe`, '{"metadata":{"name":"x"}}', json, 422, 'dryRun: Unsupported value'],
  ['POST', `${maps}?fieldValidation=Loud`, '{"metadata":{"name":"x"}}', json, 422, 'fieldValidation'],
  ['POST', '/api/v1/namespaces/none/configmaps', '{"metadata":{"name":"x"}}', json, 404, '"none" not'],
  ['PUT', `${maps}/a`, '{"metadata":{"name":"b"}}', json, 400, 'does not match the name on the URL'],
  ['PUT', `${maps}/none`, '{"metadata":{"name":"none"}}', json, 404, '"none" not found'],
  ['DELETE', `${maps}/a`, '{', json, 400, 'json parse error'],
  ['DELETE', `${maps}/a`, '{"propagationPolicy":"Sideways"}', json, 422, 'propagationPolicy'],
  ['DELETE', `${maps}/a`, '{"preconditions":{"resourceVersion":"1"}}', json, 409, 'precondition'],
]

const patches: readonly WriteRow[] = [
  ['PATCH', `${maps}/a`, '{}', json, 415, 'Unsupported Media Type'],
  ['PATCH', `${maps}/a`, '{}', '', 415, 'Unsupported Media Type'],
  ['PATCH', `${maps}/a`, '{}', jsonPatch, 400, 'error decoding patch'],
  ['PATCH', `${maps}/a`, '[{"op":"explode"}]', jsonPatch, 422, 'the server rejected our request'],
  ['PATCH', `${maps}/a`, '[{"op":"remove","path":"/x/y"}]', jsonPatch, 422, 'rejected our request'],
  ['PATCH', `${maps}/a`, '{', mergePatch, 400, 'error decoding patch'],
  ['PATCH', `${maps}/a`, '5', mergePatch, 400, ''],
  ['PATCH', `${maps}/a`, '{"metadata":{"resourceVersion":5}}', mergePatch, 422, 'is invalid: patch'],
  ['PATCH', `${maps}/a`, '{"data":5}', strategicPatch, 422, ''],
]

const verbs: readonly WriteRow[] = [
  ['PUT', maps, '{}', json, 405, noMethod],
  ['PATCH', maps, '{}', mergePatch, 405, noMethod],
  ['POST', `${maps}/a`, '{}', json, 405, noMethod],
  ['DELETE', '/api/v1/nodes/n1/status', '', '', 405, noMethod],
  ['PUT', `${maps}/a/status`, '{}', json, 404, noPath],
  ['TRACE', maps, '', '', 405, noMethod],
  ['BREW', maps, '', '', 405, noMethod],
]

/** All of it. A config map `a` must be there, and the service of the API. */
export const badRequests: readonly BadRequest[] = [
  ...[...paths, ...selectors, ...options, ...headersOfReads].map(read),
  ...[...bodies, ...patches, ...verbs].map(write),
]
