// Nodes: what a kubelet says of a node is there from the first write on.
import { duplicate, required } from '../../../src/objects/answers/invalid.ts'
import type { FieldError } from '../../../src/objects/answers/invalid.ts'
import { part, text } from '../../../src/objects/fields.ts'
import { items } from './fields.ts'
import { oneOf } from './field-errors.ts'
import { strategy } from './strategy.ts'

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute']

/** The rules of nodes; their status may come with their creation. */
export const nodes = strategy({
  begin: (node) => node,
  errors: (node) => {
    const taints = items(part(node, 'spec'), 'taints')
    const keys = taints.map((taint) => `${text(taint, 'key')}:${text(taint, 'effect')}`)
    return taints.flatMap((taint, i): readonly FieldError[] => {
      const path = `spec.taints[${i}]`
      const again = keys.indexOf(keys[i] ?? '') < i
      return [
        ...(text(taint, 'key') === ''
          ? [required(`${path}.key`, 'name part must be non-empty')]
          : []),
        ...oneOf(`${path}.effect`, text(taint, 'effect'), effects),
        ...(again ? [duplicate(path, taint)] : []),
      ]
    })
  },
})
