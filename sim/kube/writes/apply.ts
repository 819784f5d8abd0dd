// Applies a configuration: merged into what is stored, unless others manage what it would change.
import { applied } from '../../../src/objects/apply/apply.ts'
import type { Applied, Writing } from '../../../src/objects/apply/apply.ts'
import { hasField } from '../../../src/objects/apply/field-set.ts'
import { lastAppliedFields } from '../../../src/objects/apply/last-applied.ts'
import type { Managers } from '../../../src/objects/apply/managers.ts'
import { conflictStatus } from '../../../src/objects/apply/conflict-status.ts'
import { badRequest, notFound, unclassified } from '../../../src/objects/answers/failures.ts'
import { isStatus } from '../../../src/objects/answers/status.ts'
import type { Status } from '../../../src/objects/answers/status.ts'
import { groupVersion } from '../../../src/objects/kinds/registry.ts'
import type { ServedKind } from '../../../src/objects/kinds/registry.ts'
import type { KubeObject } from '../../../src/objects/object.ts'
import { isJson } from '../../../src/objects/schema/typed.ts'
import type { Json } from '../../../src/objects/schema/typed.ts'
import type { KubeContext } from '../context.ts'
import { fitted } from '../decode.ts'
import { part } from '../../../src/objects/fields.ts'
import { strategyOf } from '../kinds/strategies.ts'
import { createObject, inNamespace } from './create.ts'
import { emptyObject, managersOf, writingOf } from './managers.ts'
import { refused, written } from './request.ts'
import type { WriteRequest, Written } from './request.ts'
import { nameProblem, updateObject } from './update.ts'

/** Answers a server-side apply to an object or to its status. */
export function apply(kube: KubeContext, request: WriteRequest): Written {
  const { kind, namespace, name = '' } = request
  const config = configOf(request)
  if (isStatus(config)) return refused(config)
  const old = kube.store.get(kind, namespace, name)
  if (old === undefined && request.subresource !== undefined) return refused(notFound(kind, name))
  const managers: Managers = old === undefined ? new Map() : managersOf(kube, kind, old)
  const writing = writingOf(kube, request, 'Apply', managers)
  const live = old ?? emptyObject(kind)
  const outcome = appliedOrTaken(writing, live, config, request.options.force)
  if ('conflicts' in outcome) return refused(conflictStatus(outcome.conflicts))
  const object = objectOf(request, outcome.object)
  if (isStatus(object)) return refused(object)
  const writer = { ...request, applied: outcome.managers }
  const stored =
    old === undefined
      ? createObject(kube, writer, object)
      : updateObject(kube, writer, strategyOf(kind).defaults(object), old)
  return isStatus(stored) ? refused(stored) : written(old === undefined ? 201 : 200, stored)
}

/** As a real server does it: what kubectl applied on the client's side it may take over as it is. */
function appliedOrTaken(writing: Writing, live: unknown, config: Json, force: boolean): Applied {
  const outcome = applied(writing, live, config, force)
  if (!('conflicts' in outcome) || writing.manager.name !== 'kubectl') return outcome
  const free = lastAppliedFields(writing.shape, live)
  const conflicts = outcome.conflicts.filter(({ path }) => !hasField(free, path))
  return conflicts.length > 0 ? { conflicts } : applied(writing, live, config, true)
}

/** What an apply leaves, as an object of its kind. */
function objectOf(request: WriteRequest, left: unknown): KubeObject | Status {
  const { kind, name = '' } = request
  const { fieldValidation: validation } = request.options
  const value = { ...(left as KubeObject), ...identityOf(kind) }
  const fit = fitted(kind, { value, duplicates: [], validation })
  if (isStatus(fit)) return fit
  return nameProblem(fit.object, name) ?? inNamespace(request, fit.object)
}

const identityOf = ({ group, version, kind }: ServedKind) => ({
  apiVersion: groupVersion(group, version),
  kind,
})

/** The configuration of a body, named as its path says. */
function configOf(request: WriteRequest): Json | Status {
  const { kind, name = '' } = request
  const read = request.body.value()
  if ('unreadable' in read) return badRequest(`error decoding YAML: ${read.unreadable}`)
  const body = withoutNulls(read.value)
  if (!isJson(body)) return badRequest('error decoding YAML: the body is not an object')
  const { apiVersion, kind: named } = identityOf(kind)
  if (body['apiVersion'] !== apiVersion || body['kind'] !== named) {
    const version = String(body['apiVersion'] ?? '')
    const shown = version.includes('/') ? version : `/${version}`
    return badRequest(`invalid object type: ${shown}, Kind=${String(body['kind'] ?? '')}`)
  }
  const metadata = part(body, 'metadata')
  if (metadata['managedFields'] !== undefined) {
    return badRequest('metadata.managedFields must be nil')
  }
  const config = { ...body, metadata: { ...metadata, name: metadata['name'] ?? name } }
  return misfit(request, config) ?? config
}

/** Why a configuration is no object of its kind. */
function misfit(request: WriteRequest, config: Json): Status | undefined {
  const { kind, namespace = '', name = '' } = request
  const fit = fitted(kind, { value: config, duplicates: [], validation: 'Warn' })
  const prefix = `${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}: `
  const problems = isStatus(fit)
    ? [(fit.message ?? '').replace(prefix, '')]
    : fit.warnings.map((each) => `.${JSON.parse(each.slice(each.indexOf('"')))}: ${undeclared}`)
  if (problems.length === 0) return undefined
  const what = `${namespace}/${name}; ${groupVersion(kind.group, kind.version)}, Kind=${kind.kind}`
  const why = problems.length === 1 ? problems[0] : ['errors:', ...problems].join('\n  ')
  return unclassified(`failed to create typed patch object (${what}): ${why}`)
}

const undeclared = 'field not declared in schema'

/** A configuration that sets a field to nothing does not set it. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (!isJson(value)) return value
  const kept = Object.entries(value).filter(([, each]) => each !== null)
  return Object.fromEntries(kept.map(([name, each]) => [name, withoutNulls(each)]))
}
