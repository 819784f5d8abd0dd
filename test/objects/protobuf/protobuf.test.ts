// Protobuf: what was encoded comes back, a real client's bytes are understood, and no bytes do harm.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isMalformed, openEnvelope, sealEnvelope } from '../../../src/objects/protobuf/envelope.ts'
import { encodeMessage } from '../../../src/objects/protobuf/encode.ts'
import { decodeMessage } from '../../../src/objects/protobuf/decode.ts'
import { builtinSchema, typeOf } from '../../../src/objects/schema/builtin.ts'
import type { Json } from '../../../src/objects/schema/typed.ts'
import { typed } from '../../../src/objects/schema/typed.ts'
import { recorded } from '../../golden/recorded.ts'

/** The deployment that `kubectl create deployment web --image=nginx --replicas=3` of 1.32 sends. */
const fromKubectl =
  '6b3873000a150a07617070732f7631120a4465706c6f796d656e7412ab010a1f0a037765621200' +
  '1a0022002a003200380042005a0a0a036170701203776562127a0803120c0a0a0a036170701203' +
  '7765621a600a1c0a0012001a0022002a003200380042005a0a0a03617070120377656212401222' +
  '0a056e67696e7812056e67696e782a0042006a007200800100880100900100a2010' +
  '01a0032004200' +
  '4a005200580060006800820100' +
  '8a01009a0100c2010022020a00280038001a0c0800100018002000280038001a002200'

const stored = (type: string, value: unknown) => typed(builtinSchema, type, value).value

const sealed = (object: Json): Uint8Array => {
  const bytes = sealEnvelope(object)
  if (bytes === undefined) throw new Error(`no protobuf of ${JSON.stringify(object)}`)
  return bytes
}

const isObject = (body: unknown): body is Json => typeof body === 'object' && body !== null

function typeOfObject({ apiVersion, kind }: Json): string | undefined {
  const [, group = ''] = String(apiVersion).split('/').toReversed()
  return typeOf({ group, kind: String(kind) })
}

/** With times where they were masked. */
const timed = (body: Json): Json =>
  JSON.parse(
    JSON.stringify(body)
      .replaceAll('"renewTime":"<time>"', '"renewTime":"2026-01-01T00:00:00.000001Z"')
      .replaceAll('"<port>"', '8080')
      .replaceAll('<time>', '2026-01-01T00:00:00Z'),
  ) as Json

/** What protobuf can tell: neither a table nor a list, which has no type of its own. */
const isKnown = (body: Json): boolean => typeOfObject(body) !== undefined

/** Every object that was sent in the recordings, of a kind with a type. */
const sent = recorded('writes').flatMap(({ request }) => {
  const body = request.body as Json | undefined
  const [, group = ''] = String(body?.['apiVersion'] ?? '')
    .split('/')
    .toReversed()
  const type = typeOf({ group, kind: String(body?.['kind']) })
  const isObject = type !== undefined && body !== undefined && request.method === 'POST'
  return isObject ? [{ type, body }] : []
})

describe('protobuf', () => {
  it('K13: every recorded object means the same in protobuf', () => {
    expect(sent.length).toBeGreaterThan(8)
    for (const { type, body } of sent) {
      const opened = openEnvelope(sealed(stored(type, body) as Json))
      expect(stored(type, opened)).toEqual(stored(type, body))
    }
  })

  it('K13: the bytes of a real kubectl are understood', () => {
    const object = openEnvelope(new Uint8Array(Buffer.from(fromKubectl, 'hex')))
    expect(stored('Deployment', object)).toMatchObject({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', labels: { app: 'web' } },
      spec: {
        replicas: 3,
        selector: { matchLabels: { app: 'web' } },
        template: {
          metadata: { labels: { app: 'web' } },
          spec: { containers: [{ name: 'nginx', image: 'nginx' }] },
        },
      },
    })
  })

  it('K13: every form of value comes back: negative, large, text or number, times, bytes, JSON', () => {
    const values: readonly (readonly [type: string, value: Json])[] = [
      ['Toleration', { key: 'a', tolerationSeconds: -1 }],
      [
        'ObjectMeta',
        { generation: 9_007_199_254_740_991, creationTimestamp: '2026-01-01T00:00:01Z' },
      ],
      ['LeaseSpec', { renewTime: '2026-01-01T00:00:01.000002Z' }],
      ['ServicePort', { port: 80, targetPort: 'http' }],
      ['ServicePort', { port: 80, targetPort: 8080 }],
      ['Secret', { data: { a: 'AP8=', b: '' }, type: 'Opaque' }],
      ['PodSecurityContext', { supplementalGroups: [1, 2] }],
      ['SubjectAccessReviewSpec', { extra: { a: ['b', 'c'] }, user: 'u' }],
      ['ControllerRevision', { data: { any: ['thing', 1] }, revision: 1 }],
      ['Volume', { name: 'v', configMap: { name: 'c', defaultMode: 420 } }],
      ['ResourceRequirements', { limits: { cpu: '500m' } }],
    ]
    for (const [type, value] of values) {
      const bytes = encodeMessage(builtinSchema, type, value)
      expect(stored(type, decodeMessage(builtinSchema, type, bytes))).toEqual(stored(type, value))
    }
  })

  it('O19: every recorded object and list of a known kind is told in protobuf without loss', () => {
    const shown = recorded('writes').flatMap(({ response: { body } }) =>
      isObject(body) && (body['kind'] === 'Status' || isKnown(body)) ? [timed(body)] : [],
    )
    expect(shown.length).toBeGreaterThan(20)
    for (const object of shown) {
      const type = typeOfObject(object)
      const { kind, apiVersion, ...rest } = openEnvelope(sealed(object))
      expect({ kind, apiVersion }).toEqual({
        kind: object['kind'],
        apiVersion: object['apiVersion'],
      })
      if (type !== undefined)
        expect(stored(type, { ...rest, kind, apiVersion })).toEqual(stored(type, object))
    }
  })

  it('O19: what has a field without a known number is not told in protobuf', () => {
    const spec = { hostnameOverride: 'h', containers: [] }
    expect(sealEnvelope({ apiVersion: 'v1', kind: 'Pod', metadata: {}, spec })).toBe(undefined)
    expect(sealEnvelope({ apiVersion: 'x.io/v1', kind: 'Thing', metadata: {} })).toBe(undefined)
  })

  it('K13: any bytes are an object or malformed, never anything else', () => {
    const [first] = sent
    const whole = first === undefined ? new Uint8Array() : sealed(first.body)
    const damaged = fc.tuple(fc.nat(whole.length), fc.uint8Array({ maxLength: 8 }))
    const any = fc.oneof(
      fc.uint8Array(),
      damaged.map(([at, more]) => new Uint8Array([...whole.subarray(0, at), ...more])),
    )
    fc.assert(
      fc.property(any, (bytes) => {
        try {
          expect(openEnvelope(bytes)).toBeTypeOf('object')
        } catch (error) {
          expect(isMalformed(error)).toBe(true)
        }
      }),
    )
  })
})
