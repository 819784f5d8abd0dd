// The Status that names who manages the fields that an apply would change.
import { failure } from '../answers/status.ts'
import type { Status } from '../answers/status.ts'
import type { Conflict } from './apply.ts'
import { pathText } from './fields-v1.ts'
import type { Managed } from './managers.ts'

/** The Status for an apply to which others object. */
export function conflictStatus(conflicts: readonly Conflict[]): Status {
  const causes = conflicts.map((conflict) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${managerText(conflict.with)}`,
    field: pathText(conflict.path),
  }))
  const [only] = causes
  const message =
    causes.length === 1
      ? `Apply failed with 1 conflict: ${only?.message}: ${only?.field}`
      : `Apply failed with ${causes.length} conflicts: ${byManager(conflicts).join('\n')}`
  return failure(409, 'Conflict', message, { causes })
}

function byManager(conflicts: readonly Conflict[]): readonly string[] {
  const managers = [...new Set(conflicts.map((conflict) => conflict.with))]
  return managers.flatMap((managed) => [
    `conflicts with ${managerText(managed)}:`,
    ...conflicts
      .filter((conflict) => conflict.with === managed)
      .map(({ path }) => `- ${pathText(path)}`),
  ])
}

function managerText({ manager }: Managed): string {
  const { name, operation, apiVersion, subresource } = manager
  const below = subresource === '' ? '' : ` with subresource ${JSON.stringify(subresource)}`
  const how = operation === 'Apply' ? '' : ` using ${apiVersion}`
  return `${JSON.stringify(name)}${below}${how}`
}
