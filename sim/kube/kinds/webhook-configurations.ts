// Configurations of webhooks: defaults, and what could not be asked.
import {
  duplicate,
  invalidValue,
  required,
  unsupportedValue,
} from '../../../src/objects/answers/invalid.ts'
import type { FieldError } from '../../../src/objects/answers/invalid.ts'
import { part, text, texts } from '../../../src/objects/fields.ts'
import type { Json } from '../../../src/objects/schema/typed.ts'
import { expressionErrors } from './admission-policies.ts'
import { oneOf } from './field-errors.ts'
import { filled, items, mapped } from './fields.ts'
import { strategy } from './strategy.ts'
import type { Strategy } from './strategy.ts'

const usual = {
  failurePolicy: 'Fail',
  matchPolicy: 'Equivalent',
  namespaceSelector: {},
  objectSelector: {},
  timeoutSeconds: 10,
}

/** The rules of configurations; those of webhooks that change objects have one more default. */
const configurations = (more: Json): Strategy =>
  strategy({
    counted: true,
    defaults: (object) =>
      mapped(object, 'webhooks', (webhook) =>
        mapped(filled({ ...usual, ...more }, webhook), 'rules', (rule) =>
          filled({ scope: '*' }, rule),
        ),
      ) as typeof object,
    errors: (object) => errorsOf(items(object, 'webhooks')),
  })

/** Those of webhooks that change objects. */
export const mutatingConfigurations = configurations({ reinvocationPolicy: 'Never' })

/** Those of webhooks that only judge. */
export const validatingConfigurations = configurations({})

function errorsOf(webhooks: readonly Json[]): readonly FieldError[] {
  const names = webhooks.map((each) => text(each, 'name'))
  return webhooks.flatMap((webhook, i) => {
    const at = `webhooks[${i}]`
    const isTwice = names.indexOf(text(webhook, 'name')) < i
    return [
      ...nameErrors(`${at}.name`, text(webhook, 'name')),
      ...(isTwice ? [duplicate(`${at}.name`, text(webhook, 'name'))] : []),
      ...versionErrors(`${at}.admissionReviewVersions`, texts(webhook, 'admissionReviewVersions')),
      ...effectErrors(`${at}.sideEffects`, text(webhook, 'sideEffects')),
      ...timeErrors(`${at}.timeoutSeconds`, webhook['timeoutSeconds']),
      ...oneOf(`${at}.failurePolicy`, text(webhook, 'failurePolicy'), ['Fail', 'Ignore']),
      ...oneOf(`${at}.matchPolicy`, text(webhook, 'matchPolicy'), ['Equivalent', 'Exact']),
      // What a real server knows besides: nobody here asks a webhook a second time.
      ...oneOf(`${at}.reinvocationPolicy`, text(webhook, 'reinvocationPolicy') || 'Never', [
        'Never',
      ]),
      ...clientErrors(`${at}.clientConfig`, part(webhook, 'clientConfig')),
      ...conditionErrors(at, items(webhook, 'matchConditions')),
    ]
  })
}

const nameErrors = (field: string, name: string): readonly FieldError[] => {
  if (name === '') return [required(field)]
  const why = 'should be a domain with at least three segments separated by dots'
  return name.split('.').length < 3 ? [invalidValue(field, name, why)] : []
}

function versionErrors(field: string, versions: readonly string[]): readonly FieldError[] {
  if (versions.length === 0) return [required(field, 'must specify one of v1, v1beta1')]
  if (versions.includes('v1')) return []
  return [invalidValue(field, versions, 'must include at least one of v1, v1beta1')]
}

const effects = ['None', 'NoneOnDryRun']

const effectErrors = (field: string, effect: string): readonly FieldError[] =>
  effect === ''
    ? [required(field, `must specify one of ${effects.join(', ')}`)]
    : effects.includes(effect)
      ? []
      : [unsupportedValue(field, effect, effects)]

const timeErrors = (field: string, seconds: unknown): readonly FieldError[] =>
  typeof seconds === 'number' && seconds >= 1 && seconds <= 30
    ? []
    : [invalidValue(field, seconds, 'the timeout value must be between 1 and 30 seconds')]

function clientErrors(field: string, client: Json): readonly FieldError[] {
  const [url, service] = [text(client, 'url'), client['service']]
  if ((url === '') === (service === undefined))
    return [required(field, 'exactly one of url or service is required')]
  if (service === undefined) return urlErrors(`${field}.url`, url)
  const why = 'the small Kubernetes reaches no services: name a url'
  return [invalidValue(`${field}.service`, service, why)]
}

const form = '; desired format: https://host[:port]/path'

function urlErrors(field: string, url: string): readonly FieldError[] {
  const wrong = (value: unknown, why: string) => [invalidValue(field, value, why)]
  if (!URL.canParse(url)) return wrong(url, `url must be a valid URL${form}`)
  const read = new URL(url)
  if (read.protocol !== 'https:')
    return wrong(read.protocol.slice(0, -1), `'https' is the only allowed URL scheme${form}`)
  if (read.username !== '' || read.password !== '')
    return wrong(read.username, 'user information is not permitted in the URL')
  if (read.hash !== '') return wrong(read.hash.slice(1), 'fragments are not permitted in the URL')
  if (read.search !== '')
    return wrong(read.search.slice(1), 'query parameters are not permitted in the URL')
  return []
}

const conditionErrors = (at: string, conditions: readonly Json[]): readonly FieldError[] =>
  conditions.flatMap((condition, i) =>
    expressionErrors(
      `${at}.matchConditions[${i}].expression`,
      text(condition, 'expression'),
      'bool',
    ),
  )
