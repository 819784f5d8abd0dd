// Our strategic merge patch against kubectl's own, which is Kubernetes' implementation.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isEqualJson } from '../../src/objects/patches/equal.ts'
import { strategicPatch } from '../../src/objects/patches/strategic-patch.ts'
import { builtinSchema } from '../../src/objects/schema/builtin.ts'
import { typed } from '../../src/objects/schema/typed.ts'
import type { Json } from '../../src/objects/schema/typed.ts'
import { findKubectls, runKubectl } from '../support/kubectls.ts'

const found = findKubectls()
const kubectl = found.at(-2) ?? found.at(-1)

const name = fc.constantFrom('a', 'b', 'c', 'd')
const image = fc.constantFrom('1', '2', null)
const uniqueBy = <T extends { name: string }>(item: fc.Arbitrary<T>, minLength = 0) =>
  fc.uniqueArray(item, { minLength, maxLength: 4, selector: (each) => each.name })

const env = uniqueBy(fc.record({ name, value: fc.constantFrom('x', 'y') }))
const container = fc.record(
  { name, image: fc.constantFrom('1', '2'), env, args: fc.array(name, { maxLength: 2 }) },
  { requiredKeys: ['name'] },
)
const podSpec = fc.record(
  {
    containers: uniqueBy(container, 1),
    nodeSelector: fc.dictionary(name, fc.constantFrom('x', 'y')),
    tolerations: fc.array(fc.record({ key: name }), { maxLength: 2 }),
    hostname: fc.constantFrom('h', 'i'),
  },
  { requiredKeys: ['containers'] },
)

const directed = fc.record({ name, $patch: fc.constant('delete') })
const patchContainer = fc.record({ name, image, env }, { requiredKeys: ['name'] })
const patchItems: fc.Arbitrary<readonly { name: string }[]> = uniqueBy<{ name: string }>(
  fc.oneof({ weight: 4, arbitrary: patchContainer }, { weight: 1, arbitrary: directed }),
)
const patchSpec = fc.record(
  {
    containers: patchItems,
    nodeSelector: fc.dictionary(fc.oneof(name, fc.constant('$patch')), fc.constantFrom('x', null)),
    tolerations: fc.array(fc.record({ key: name }), { maxLength: 2 }),
    hostname: fc.constantFrom('h', 'j', null),
  },
  { requiredKeys: [] },
)

/** A patch of a spec, sometimes with an order of all its containers. */
const patchOf = fc
  .tuple(patchSpec, fc.boolean(), fc.shuffledSubarray(['a', 'b', 'c', 'd']))
  .map(([spec, isOrdered, order]) => {
    const { nodeSelector, containers = [] } = spec
    const selector =
      nodeSelector === undefined ? {} : { nodeSelector: plainDirective(nodeSelector) }
    const named = containers.filter((each) => !('$patch' in each)).map((each) => each.name)
    const all = [...named, ...order.filter((each) => !named.includes(each))]
    const directive =
      isOrdered && all.length > 0
        ? { '$setElementOrder/containers': all.map((each) => ({ name: each })) }
        : {}
    return { spec: { ...spec, ...selector, ...directive } }
  })

/** A `$patch` may only say `replace` here. */
const plainDirective = (fields: Readonly<Record<string, string | null>>): Json =>
  '$patch' in fields ? { ...fields, $patch: 'replace' } : fields

const identity = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' } }

/** What kubectl makes of the pods, with its own code and no server. */
async function byKubectl(
  path: string,
  pods: readonly Json[],
  patch: Json,
): Promise<readonly Json[]> {
  const args = ['patch', '--local', '-f', '-', '--type=strategic', '-o', 'json']
  const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: pods })
  const home = { HOME: '/nonexistent', KUBECONFIG: '/nonexistent' }
  const { code, out, err } = await runKubectl(
    path,
    [...args, '-p', JSON.stringify(patch)],
    home,
    input,
  )
  expect({ code, err }).toEqual({ code: 0, err: '' })
  const [first, ...rest] = out.split(/\n(?=\{\n)/).map((each) => JSON.parse(each) as Json)
  const items = first?.['items']
  return Array.isArray(items) ? (items as Json[]) : first === undefined ? [] : [first, ...rest]
}

/** The part that is compared, as a server would store it. */
const stored = (pod: unknown): unknown => (typed(builtinSchema, 'Pod', pod).value as Json)['spec']

it.skipIf(kubectl === undefined)(
  'K11: for any pods and patches the outcome is the one of Kubernetes',
  async () => {
    const path = kubectl?.path ?? ''
    const pods = fc.array(podSpec, { minLength: 1, maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(pods, patchOf, async (specs, patch) => {
        const targets = specs.map((spec) => ({ ...identity, spec }))
        const theirs = await byKubectl(path, targets, patch)
        const ours = targets.map((target) => strategicPatch(builtinSchema, 'Pod', target, patch))
        for (const [i, outcome] of ours.entries()) {
          const value = 'value' in outcome ? outcome.value : outcome
          expect(stored(value)).toEqual(stored(theirs[i]))
          expect(isEqualJson(stored(value), stored(theirs[i]))).toBe(true)
        }
      }),
      { numRuns: 40 },
    )
  },
)
