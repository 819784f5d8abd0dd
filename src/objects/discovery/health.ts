// The health of an API server, check by check: what each path answers, and which checks there are.

/** Checks that all three paths have. */
const everywhere = [
  'autoregister-completion',
  'log',
  'ping',
  ...[
    'apiservice-discovery-controller',
    'apiservice-openapi-controller',
    'apiservice-openapiv3-controller',
    'apiservice-registration-controller',
    'apiservice-status-local-available-controller',
    'apiservice-status-remote-available-controller',
    'apiservice-wait-for-first-sync',
    'bootstrap-controller',
    'crd-informer-synced',
    'generic-apiserver-start-informers',
    'kube-apiserver-autoregistration',
    'peer-endpoint-reconciler-controller',
    'priority-and-fairness-config-consumer',
    'priority-and-fairness-config-producer',
    'priority-and-fairness-filter',
    'rbac/bootstrap-roles',
    'scheduling/bootstrap-system-priority-classes',
    'start-apiextensions-controllers',
    'start-apiextensions-informers',
    'start-apiserver-admission-initializer',
    'start-cluster-authentication-info-controller',
    'start-kube-aggregator-informers',
    'start-kube-apiserver-identity-lease-controller',
    'start-kube-apiserver-identity-lease-garbage-collector',
    'start-kubernetes-service-cidr-controller',
    'start-legacy-token-tracking-controller',
    'start-service-ip-repair-controllers',
    'start-system-namespaces-controller',
    'storage-object-count-tracker-hook',
    'storage-readiness',
  ].map((hook) => `poststarthook/${hook}`),
]

const ofLife = ['etcd', 'loopback-serving-certificate']

const checks: Readonly<Record<string, readonly string[]>> = {
  healthz: [...everywhere, ...ofLife].toSorted(),
  livez: [...everywhere, ...ofLife].toSorted(),
  readyz: [...everywhere, 'informer-sync', 'shutdown'].toSorted(),
}

/** Every path of health. */
export const healthPaths: readonly string[] = Object.entries(checks).flatMap(([root, names]) => [
  `/${root}`,
  ...names.map((name) => `/${root}/${name}`),
])

/** What such a path answers: all is well, or line by line; undefined if there is no such path. */
export function healthText(segments: readonly string[], verbose: boolean): string | undefined {
  const [root = '', ...rest] = segments
  const names = checks[root]
  if (names === undefined) return undefined
  if (rest.length > 0) return names.includes(rest.join('/')) ? 'ok' : undefined
  if (!verbose) return 'ok'
  return [...names.map((name) => `[+]${name} ok`), `${root} check passed`, ''].join('\n')
}
