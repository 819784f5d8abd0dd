// Admission policies in the small Kubernetes: what they are about, what they refuse, warn of and let pass.
import { describe, expect, it } from 'vitest'
import type { KubeObject } from '../../../src/objects/object.ts'
import { configMaps, deployment, deployments, openSmall, patchTypes, pod, pods } from './small.ts'

const group = '/apis/admissionregistration.k8s.io/v1'
const policies = `${group}/validatingadmissionpolicies`
const bindings = `${group}/validatingadmissionpolicybindings`

interface Rule {
  readonly operations?: readonly string[]
  readonly apiGroups?: readonly string[]
  readonly resources: readonly string[]
}

const everything = { operations: ['*'], apiGroups: ['*'], apiVersions: ['*'] }

/** A small Kubernetes with one policy, which is bound. */
function withPolicy(rules: readonly Rule[], spec: object, binding: object = {}) {
  const small = openSmall()
  small.ok('POST', policies, {
    metadata: { name: 'p' },
    spec: {
      ...spec,
      matchConstraints: { resourceRules: rules.map((rule) => ({ ...everything, ...rule })) },
    },
  })
  small.ok('POST', bindings, {
    metadata: { name: 'b' },
    spec: { policyName: 'p', validationActions: ['Deny'], ...binding },
  })
  return small
}

const never = { validations: [{ expression: 'false', message: 'no' }] }
const denial = "ValidatingAdmissionPolicy 'p' with binding 'b' denied request: "

describe('what a policy is about', () => {
  it('H40: rules name operations, groups and resources, with what lies below them; nothing else is looked at', () => {
    const { ok, refused } = withPolicy(
      [{ operations: ['CREATE'], apiGroups: [''], resources: ['configmaps', 'pods/binding'] }],
      never,
    )
    expect(refused('POST', configMaps, { metadata: { name: 'a' } })).toMatchObject({
      code: 422,
      reason: 'Invalid',
      message: `configmaps "a" is forbidden: ${denial}no`,
      details: { name: 'a', kind: 'configmaps', causes: [{ message: `${denial}no` }] },
    })
    ok('POST', pods, pod('a'))
    const bound = { metadata: { name: 'a' }, target: { name: 'n' } }
    expect(refused('POST', `${pods}/a/binding`, bound).message).toContain('pods "a" is forbidden')
    ok('DELETE', `${pods}/a`, { gracePeriodSeconds: 0 })
  })

  it('H40: update, patch, delete, evict, connect and scale are each admitted, with the object before and after', () => {
    const said = { messageExpression: "request.operation + ' ' + request.subResource" }
    const spec = { validations: [{ expression: "request.operation == 'CREATE'", ...said }] }
    const below = ['pods', 'pods/*', 'deployments', 'deployments/scale']
    const { ok, refused } = withPolicy([{ resources: below }], spec)
    ok('POST', pods, pod('a'))
    ok('POST', deployments, deployment('d'))
    const patch = { metadata: { labels: { x: 'y' } } }
    const why = (method: string, path: string, body?: object, type?: string) =>
      refused(method, path, body, type).message?.split('denied request: ')[1]
    expect(why('PATCH', `${pods}/a`, patch, patchTypes.merge)).toBe('UPDATE')
    expect(why('PATCH', `${pods}/a/status`, patch, patchTypes.merge)).toBe('UPDATE status')
    expect(why('DELETE', `${pods}/a`)).toBe('DELETE')
    expect(why('DELETE', pods)).toBe('DELETE')
    expect(why('POST', `${pods}/a/exec`)).toBe('CONNECT exec')
    const scale = { spec: { replicas: 3 } }
    expect(why('PATCH', `${deployments}/d/scale`, scale, patchTypes.merge)).toBe('UPDATE scale')
    ok('POST', `${pods}/a/eviction`, { metadata: { name: 'a' } })
  })

  it('H40: selectors of namespaces and objects, names, exclusions and the binding narrow it', () => {
    const rule = [{ resources: ['configmaps'] }]
    const matchResources = {
      namespaceSelector: { matchLabels: { guarded: 'yes' } },
      objectSelector: { matchExpressions: [{ key: 'free', operator: 'DoesNotExist' }] },
      excludeResourceRules: [
        { ...everything, resources: ['configmaps'], resourceNames: ['excluded'] },
      ],
    }
    const { ok, refused } = withPolicy(rule, never, { matchResources })
    ok('POST', '/api/v1/namespaces', { metadata: { name: 'guarded', labels: { guarded: 'yes' } } })
    const there = '/api/v1/namespaces/guarded/configmaps'
    ok('POST', configMaps, { metadata: { name: 'a' } })
    ok('POST', there, { metadata: { name: 'a', labels: { free: '' } } })
    ok('POST', there, { metadata: { name: 'excluded' } })
    expect(refused('POST', there, { metadata: { name: 'b' } }).code).toBe(422)
  })

  it('H40: conditions let most requests pass unexamined; policies never stand in the way of policies', () => {
    const spec = {
      ...never,
      matchConditions: [{ name: 'who', expression: "request.userInfo.username == 'somebody'" }],
    }
    const { kube, ok } = withPolicy([{ resources: ['*'] }], spec)
    ok('POST', configMaps, { metadata: { name: 'a' } })
    const as = { 'impersonate-user': 'somebody', 'impersonate-group': 'system:masters' }
    const call = (path: string) => kube.call('POST', path, { metadata: { name: 'c' } }, as).status
    expect(call(configMaps)).toBe(422)
    const binding = {
      metadata: { name: 'c' },
      spec: { policyName: 'p', validationActions: ['Warn'] },
    }
    expect(kube.call('POST', bindings, binding, as).status).toBe(201)
  })
})

describe('what a policy says', () => {
  it('H40: own words, worked out words, or the expression; and the reason that it names', () => {
    const small = (validation: object) =>
      withPolicy([{ resources: ['configmaps'] }], { validations: [validation] }).refused(
        'POST',
        configMaps,
        { metadata: { name: 'a' }, data: { n: '7' } },
      )
    const expression = 'object.data.n == "8"'
    expect(small({ expression }).message).toContain(`failed expression: ${expression}`)
    const made = "'it is ' + object.data.n"
    expect(small({ expression, messageExpression: made }).message).toContain('request: it is 7')
    const broken = { expression, message: 'plain', messageExpression: 'object.data.none' }
    expect(small(broken).message).toContain('request: plain')
    expect(small({ expression, reason: 'Forbidden' })).toMatchObject({
      code: 403,
      reason: 'Forbidden',
    })
  })

  it('H40: whole numbers, variables, optional fields, macros within macros and the namespace are there', () => {
    const expressions = [
      'object.spec.replicas + 1 <= 6',
      'variables.image == "i"',
      "object.metadata.?labels['none'].orValue('x') == 'x'",
      '!has(object.spec.paused)',
      "object.spec.template.spec.containers.all(c, ['a', 'c'].exists(n, n == c.name))",
      "namespaceObject.metadata.name == 'default'",
      'oldObject == null',
      "'app' in object.spec.selector.matchLabels",
    ]
    const spec = {
      variables: [
        { name: 'first', expression: 'object.spec.template.spec.containers[0]' },
        { name: 'image', expression: 'variables.first.image' },
      ],
      validations: expressions.map((expression) => ({ expression })),
    }
    const { ok, refused } = withPolicy([{ resources: ['deployments'] }], spec)
    ok('POST', deployments, deployment('a', { replicas: 5 }))
    const message = refused('POST', deployments, deployment('b', { replicas: 6 })).message
    expect(message).toContain('failed expression: object.spec.replicas + 1 <= 6')
  })

  it('H40: an expression that fails denies, unless failures are to be ignored', () => {
    const validations = [{ expression: 'object.data.none == "x"' }]
    const tried = (failurePolicy: string) =>
      withPolicy([{ resources: ['configmaps'] }], { failurePolicy, validations })
    const a = { metadata: { name: 'a' }, data: {} }
    tried('Ignore').ok('POST', configMaps, a)
    expect(tried('Fail').refused('POST', configMaps, a).message).toContain('resulted in error')
  })

  it('H40: who is only warned may write all the same', () => {
    const { kube } = withPolicy([{ resources: ['configmaps'] }], never, {
      validationActions: ['Warn', 'Audit'],
    })
    const headers: Record<string, string>[] = []
    const request = {
      method: 'POST',
      path: configMaps,
      headers: { 'content-type': 'application/json' },
      body: new TextEncoder().encode(JSON.stringify({ metadata: { name: 'a' } })),
    }
    const reply = {
      send: (status: number, told: Record<string, string>) => {
        expect(status).toBe(201)
        headers.push(told)
      },
    }
    const peer = {
      address: '127.0.0.1',
      certificate: { commonName: 'a', organizations: ['system:masters'] },
    }
    kube.handle(request, reply as never, peer as never)
    expect(headers[0]?.['warning']).toBe(
      `299 - "Validation failed for ValidatingAdmissionPolicy 'p' with binding 'b': no"`,
    )
  })
})

describe('params', () => {
  const paramKind = { apiVersion: 'v1', kind: 'ConfigMap' }
  const limited = {
    paramKind,
    validations: [{ expression: '!(object.metadata.name in params.data)' }],
  }
  const rule = [{ operations: ['CREATE'], resources: ['pods'] }]
  const reference = (parameterNotFoundAction: string, more: object) => ({
    paramRef: { parameterNotFoundAction, namespace: 'kube-system', ...more },
  })
  const system = '/api/v1/namespaces/kube-system/configmaps'

  it('H40: by name: while it is there it counts as it is now; else the binding says what follows', () => {
    const { ok, refused } = withPolicy(rule, limited, reference('Allow', { name: 'held' }))
    ok('POST', pods, pod('a'))
    ok('POST', system, { metadata: { name: 'held' }, data: { b: '1' } })
    expect(refused('POST', pods, pod('b')).code).toBe(422)
    ok('PATCH', `${system}/held`, { data: { b: null, c: '1' } }, patchTypes.merge)
    ok('POST', pods, pod('b'))
    expect(refused('POST', pods, pod('c')).code).toBe(422)
    const strict = withPolicy(rule, limited, reference('Deny', { name: 'held' }))
    expect(strict.refused('POST', pods, pod('a')).message).toContain('no params found')
  })

  it('H40: by labels: each that is found is asked', () => {
    const selector = { matchLabels: { list: 'yes' } }
    const { ok, refused } = withPolicy(rule, limited, reference('Allow', { selector }))
    const labels = { list: 'yes' }
    ok('POST', system, { metadata: { name: 'one', labels }, data: { a: '' } })
    ok('POST', system, { metadata: { name: 'two', labels }, data: { b: '' } })
    for (const name of ['a', 'b']) expect(refused('POST', pods, pod(name)).code).toBe(422)
    ok('POST', pods, pod('c'))
  })
})

describe('policies as objects', () => {
  it('H41: what cannot be evaluated is refused at once, with the field and the reason', () => {
    const { refused } = openSmall()
    const spec = (more: object) => ({
      metadata: { name: 'p' },
      spec: { matchConstraints: { resourceRules: [everything] }, ...more },
    })
    const wrong = spec({ validations: [{ expression: 'object.' }] })
    expect(refused('POST', policies, wrong).message).toContain('spec.validations[0].expression')
    const number = spec({ validations: [{ expression: '1 + 1' }] })
    expect(refused('POST', policies, number).message).toContain('must evaluate to bool')
    const unknown = spec({ validations: [{ expression: 'nobody.knows' }] })
    expect(refused('POST', policies, unknown).message).toContain('compilation failed')
    expect(refused('POST', policies, spec({})).message).toContain('spec.validations')
    const binding = { metadata: { name: 'b' }, spec: { policyName: 'p' } }
    expect(refused('POST', bindings, binding).message).toContain('spec.validationActions')
  })

  it('H41: what is usual is filled in, and tables show what a policy is about', () => {
    const { kube, ok } = withPolicy([{ resources: ['pods'] }], never)
    expect(ok('GET', `${policies}/p`)).toMatchObject({
      metadata: { generation: 1 },
      spec: {
        failurePolicy: 'Fail',
        matchConstraints: { matchPolicy: 'Equivalent', namespaceSelector: {}, objectSelector: {} },
      },
    })
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io'
    const cells = (path: string) => {
      const table = kube.call('GET', path, undefined, { accept }).body as {
        readonly rows: readonly { readonly cells: readonly unknown[] }[]
      }
      return table.rows[0]?.cells.slice(0, 3)
    }
    expect(cells(policies)).toEqual(['p', 1, '<unset>'])
    expect(cells(bindings)).toEqual(['b', 'p', '<unset>'])
    const applied: Partial<KubeObject> = { metadata: { name: 'p', labels: { x: 'y' } } }
    expect(ok('PATCH', `${policies}/p`, applied, patchTypes.strategic).metadata.labels).toEqual({
      x: 'y',
    })
  })
})
