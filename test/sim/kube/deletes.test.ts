// Deletes: grace, finalizers, propagation, preconditions, collections, namespaces, evictions.
import { describe, expect, it } from 'vitest'
import type { KubeObject } from '../../../src/objects/object.ts'
import { configMaps, deployment, deployments, openSmall, patchTypes, pod, pods } from './small.ts'

const isGone = (small: ReturnType<typeof openSmall>, path: string) =>
  small.kube.call('GET', path).status === 404

/** A pod that is bound to a node. */
function bound(small: ReturnType<typeof openSmall>, name: string, spec: object = {}): string {
  small.ok('POST', pods, pod(name, spec))
  const target = { kind: 'Node', name: 'n' }
  small.ok('POST', `${pods}/${name}/binding`, { metadata: { name }, target })
  return `${pods}/${name}`
}

const graceOf = ({ metadata }: KubeObject) => metadata.deletionGracePeriodSeconds

describe('deletes', () => {
  it('K16: a bound pod waits for its grace; a second delete can only shorten it', () => {
    const small = openSmall()
    const path = bound(small, 'p', { terminationGracePeriodSeconds: 20 })
    const first = small.ok('DELETE', path)
    expect(graceOf(first)).toBe(20)
    expect(first.metadata).toMatchObject({
      generation: 2,
      deletionTimestamp: '2027-01-15T08:00:20Z',
    })
    expect(graceOf(small.ok('DELETE', path, { gracePeriodSeconds: 50 }))).toBe(20)
    expect(graceOf(small.ok('DELETE', path, { gracePeriodSeconds: 5 }))).toBe(5)
    expect(graceOf(small.ok('GET', path))).toBe(5)
    small.ok('DELETE', `${path}?gracePeriodSeconds=0`)
    expect(isGone(small, path)).toBe(true)
  })

  it('K16: a pod that nobody runs goes at once', () => {
    const small = openSmall()
    small.ok('POST', pods, pod('unbound'))
    small.ok('DELETE', `${pods}/unbound`)
    const path = bound(small, 'done')
    small.ok('PATCH', `${path}/status`, { status: { phase: 'Succeeded' } }, patchTypes.merge)
    small.ok('DELETE', path)
    expect([isGone(small, `${pods}/unbound`), isGone(small, path)]).toEqual([true, true])
  })

  it('K16: finalizers hold an object that is marked, take no company, and let it go as the last goes', () => {
    const small = openSmall()
    const finalizers = ['x.io/a', 'x.io/b']
    small.ok('POST', configMaps, { metadata: { name: 'a', finalizers } })
    const path = `${configMaps}/a`
    expect(small.ok('DELETE', path).metadata.deletionTimestamp).toBeTruthy()
    const set = (wanted: readonly string[] | null) => ({ metadata: { finalizers: wanted } })
    const more = small.refused('PATCH', path, set([...finalizers, 'x.io/c']), patchTypes.merge)
    expect(more.message).toMatch(/no new finalizers can be added if the object is being deleted/)
    small.ok('PATCH', path, set(['x.io/b']), patchTypes.merge)
    expect(isGone(small, path)).toBe(false)
    small.ok('PATCH', path, set(null), patchTypes.merge)
    expect(isGone(small, path)).toBe(true)
  })

  it('K16: propagation leaves its finalizer for the garbage collector', () => {
    const small = openSmall()
    for (const [policy, finalizer] of [
      ['Foreground', 'foregroundDeletion'],
      ['Orphan', 'orphan'],
    ]) {
      small.ok('POST', deployments, deployment('d'))
      const marked = small.ok('DELETE', `${deployments}/d`, { propagationPolicy: policy })
      expect(marked.metadata.finalizers).toEqual([finalizer])
      small.ok('DELETE', `${deployments}/d?propagationPolicy=Background`)
      expect(isGone(small, `${deployments}/d`)).toBe(true)
    }
  })

  it('K16: preconditions that do not hold delete nothing', () => {
    const small = openSmall()
    const { metadata } = small.ok('POST', configMaps, { metadata: { name: 'a' } })
    const path = `${configMaps}/a`
    for (const preconditions of [{ uid: 'other' }, { resourceVersion: '1' }]) {
      expect(small.refused('DELETE', path, { preconditions }).reason).toBe('Conflict')
    }
    const { uid, resourceVersion } = metadata
    small.ok('DELETE', path, { preconditions: { uid, resourceVersion } })
    expect(isGone(small, path)).toBe(true)
  })

  it('K16: a collection is deleted as a list would select it', () => {
    const small = openSmall()
    for (const [name, app] of [
      ['a', 'x'],
      ['b', 'y'],
      ['c', 'x'],
    ]) {
      small.ok('POST', configMaps, { metadata: { name, labels: { app } } })
    }
    const list = small.ok('DELETE', `${configMaps}?labelSelector=app%3Dx`)
    const names = (body: KubeObject) =>
      (body['items'] as readonly KubeObject[]).map(({ metadata }) => metadata.name)
    expect(names(list)).toEqual(['a', 'c'])
    expect(names(small.ok('GET', configMaps))).toEqual(['b', 'kube-root-ca.crt'])
    small.ok('DELETE', `${configMaps}?fieldSelector=metadata.name%3Db`)
    expect(names(small.ok('GET', configMaps))).toEqual(['kube-root-ca.crt'])
  })

  it('K16: an eviction is a delete that a budget can put off', () => {
    const small = openSmall()
    small.ok('POST', pods, { ...pod('p'), metadata: { name: 'p', labels: { app: 'x' } } })
    const budgets = '/apis/policy/v1/namespaces/default/poddisruptionbudgets'
    const selector = { matchLabels: { app: 'x' } }
    small.ok('POST', budgets, { metadata: { name: 'b' }, spec: { selector, minAvailable: 1 } })
    const status = (disruptionsAllowed: number) =>
      small.ok('PATCH', `${budgets}/b/status`, { status: { disruptionsAllowed } }, patchTypes.merge)
    status(0)
    const evict = { metadata: { name: 'p' } }
    expect(small.refused('POST', `${pods}/p/eviction`, evict)).toMatchObject({
      code: 429,
      reason: 'TooManyRequests',
    })
    status(1)
    small.ok('POST', `${pods}/p/eviction`, evict)
    expect(isGone(small, `${pods}/p`)).toBe(true)
  })

  it('K17: an ending namespace takes nothing new, and goes when its content has gone', () => {
    const small = openSmall()
    small.ok('POST', '/api/v1/namespaces', { metadata: { name: 'x' } })
    small.run(10)
    const inside = '/api/v1/namespaces/x/configmaps'
    small.ok('POST', inside, { metadata: { name: 'held', finalizers: ['x.io/f'] } })
    small.ok('DELETE', '/api/v1/namespaces/x')
    small.run(10)
    expect(small.ok('GET', '/api/v1/namespaces/x')['status']).toMatchObject({
      phase: 'Terminating',
    })
    expect(small.refused('POST', inside, { metadata: { name: 'new' } }).message).toMatch(
      /unable to create new content in namespace x because it is being terminated/,
    )
    expect(small.ok('GET', inside)['items']).toHaveLength(1)
    small.ok('PATCH', `${inside}/held`, { metadata: { finalizers: null } }, patchTypes.merge)
    small.run(10)
    expect(isGone(small, '/api/v1/namespaces/x')).toBe(true)
  })

  it('K17: a namespace gets its account and the certificate authority, and gets them again', () => {
    const small = openSmall({ authority: 'the authority' })
    small.ok('POST', '/api/v1/namespaces', { metadata: { name: 'x' } })
    small.run(10)
    const account = '/api/v1/namespaces/x/serviceaccounts/default'
    const authority = '/api/v1/namespaces/x/configmaps/kube-root-ca.crt'
    expect(small.ok('GET', authority)['data']).toEqual({ 'ca.crt': 'the authority' })
    small.ok('DELETE', account)
    small.ok('DELETE', authority)
    small.run(10)
    expect(small.ok('GET', account).metadata.name).toBe('default')
    expect(small.ok('GET', authority).metadata.name).toBe('kube-root-ca.crt')
  })

  it('K17: the first namespaces are there and stay', () => {
    const small = openSmall()
    for (const name of ['default', 'kube-system', 'kube-public', 'kube-node-lease']) {
      const refusal = small.refused('DELETE', `/api/v1/namespaces/${name}`)
      expect([refusal.code, refusal.message]).toEqual([
        403,
        `namespaces "${name}" is forbidden: this namespace may not be deleted`,
      ])
    }
  })
})
