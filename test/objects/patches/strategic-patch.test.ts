// Strategic merge patch: lists that merge, directives, orders; a real implementation is asked in test/integration.
import { describe, expect, it } from 'vitest'
import { strategicPatch } from '../../../src/objects/patches/strategic-patch.ts'
import { builtinSchema } from '../../../src/objects/schema/builtin.ts'
import type { Json } from '../../../src/objects/schema/typed.ts'

/** The patched object, or what is wrong with the patch. */
function patched(type: string, target: Json, patch: Json): unknown {
  const before = JSON.stringify(target)
  const outcome = strategicPatch(builtinSchema, type, target, patch)
  expect(JSON.stringify(target)).toBe(before)
  return 'problem' in outcome ? outcome.message : outcome.value
}

const spec = (parts: Json): Json => ({ spec: parts })
const pod = (parts: Json, patch: Json) => patched('Pod', spec(parts), spec(patch))
const names = (...all: readonly string[]) => all.map((name) => ({ name }))

describe('strategic merge patch', () => {
  it('K11: lists of objects merge by the key of their type, new items first', () => {
    const before = { containers: [{ name: 'a', image: '1', args: ['x'] }, { name: 'b' }] }
    const patch = { containers: [{ name: 'c' }, { name: 'a', image: '2' }] }
    const merged = [{ name: 'c' }, { name: 'a', image: '2', args: ['x'] }, { name: 'b' }]
    expect(pod(before, patch)).toEqual(spec({ containers: merged }))
  })

  it('K11: lists without a key, and scalars, are replaced; null deletes', () => {
    const before = { tolerations: [{ key: 'a' }], nodeName: 'n', hostname: 'h' }
    const patch = { tolerations: [{ key: 'b' }], nodeName: null, hostname: 'i' }
    expect(pod(before, patch)).toEqual(spec({ tolerations: [{ key: 'b' }], hostname: 'i' }))
  })

  it('K11: sets of scalars are joined, and items can be taken out', () => {
    const node = (podCIDRs: readonly string[]) => spec({ podCIDRs })
    const joined = patched('Node', node(['a', 'b']), node(['b', 'c']))
    expect(joined).toEqual(node(['a', 'b', 'c']))
    const without = spec({ '$deleteFromPrimitiveList/podCIDRs': ['a'] })
    expect(patched('Node', node(['a', 'b']), without)).toEqual(node(['b']))
  })

  it('K11: items are deleted by key, and whole lists and objects replaced', () => {
    const before = { containers: names('a', 'b'), nodeSelector: { x: '1', y: '2' } }
    expect(pod(before, { containers: [{ name: 'a', $patch: 'delete' }] })).toMatchObject(
      spec({ containers: names('b') }),
    )
    const replace = { containers: [{ name: 'z' }, { $patch: 'replace' }] }
    expect(pod(before, replace)).toMatchObject(spec({ containers: names('z') }))
    const selector = { nodeSelector: { z: '3', $patch: 'replace' } }
    expect(pod(before, selector)).toMatchObject(spec({ nodeSelector: { z: '3' } }))
    expect(pod(before, { nodeSelector: { $patch: 'delete' } })).toMatchObject(
      spec({ nodeSelector: {} }),
    )
  })

  it('K11: $retainKeys drops what is neither kept nor set', () => {
    const before = { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } }
    const patch = { strategy: { $retainKeys: ['type'], type: 'Recreate' } }
    expect(patched('Deployment', spec(before), spec(patch))).toEqual(
      spec({ strategy: { type: 'Recreate' } }),
    )
  })

  it('K11: $setElementOrder puts the items in order, and the others where they were', () => {
    const before = { containers: names('a', 'b', 'c', 'd') }
    const patch = {
      '$setElementOrder/containers': names('d', 'b', 'e'),
      containers: [{ name: 'e' }],
    }
    expect(pod(before, patch)).toEqual(spec({ containers: names('a', 'c', 'd', 'b', 'e') }))
  })

  it('K11: the patches of a real kubelet leave one condition of each type', () => {
    const types = ['MemoryPressure', 'DiskPressure', 'Ready']
    const at = (time: string) => types.map((type) => ({ type, lastHeartbeatTime: time }))
    const order = types.map((type) => ({ type }))
    const patch = { status: { '$setElementOrder/conditions': order, conditions: at('2') } }
    expect(patched('Node', { status: { conditions: at('1') } }, patch)).toEqual({
      status: { conditions: at('2') },
    })
  })

  it('K11: an item without its key, and a directive that is none, are refused', () => {
    expect(pod({ containers: names('a') }, { containers: [{ image: 'i' }] })).toMatch(
      /does not contain declared merge key: name/,
    )
    expect(pod({}, { $patch: 'shuffle' })).toMatch(/unknown patch type: shuffle/)
  })

  it('K11: where there was nothing, no directive and no null is left', () => {
    const patch = {
      '$setElementOrder/volumes': names('v'),
      volumes: [
        { name: 'v', $retainKeys: ['name'], secret: null },
        { name: 'w', $patch: 'delete' },
      ],
      securityContext: { $patch: 'replace', runAsUser: 1 },
    }
    expect(pod({}, patch)).toEqual(spec({ volumes: names('v') }))
  })
})
