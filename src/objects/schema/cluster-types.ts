// Types of namespaces, events, configuration, accounts and quotas, in the notation of schema.ts.

/** Types of namespaces, events, configuration, accounts and quotas. */
export const clusterTypes = `
CoreEvent action count:int~ eventTime:micro? firstTimestamp:time? involvedObject:ObjectReference!
  lastTimestamp:time? message metadata:ObjectMeta! reason related:ObjectReference
  reportingComponent! reportingInstance! series:CoreEventSeries source:EventSource! type
CoreEventSeries count:int lastObservedTime:micro
EventSource component host
EventsEvent action deprecatedCount:int~ deprecatedFirstTimestamp:time?
  deprecatedLastTimestamp:time? deprecatedSource:EventSource! eventTime:micro?
  metadata:ObjectMeta! note reason regarding:ObjectReference! related:ObjectReference
  reportingController reportingInstance series:EventsEventSeries type
EventsEventSeries count:int! lastObservedTime:micro!
Namespace metadata:ObjectMeta! spec:NamespaceSpec! status:NamespaceStatus!
NamespaceSpec finalizers:[string]
NamespaceStatus conditions:[NamespaceCondition]@type phase
NamespaceCondition lastTransitionTime:time message reason status! type!
ConfigMap binaryData:{bytes} data:{string} immutable:bool metadata:ObjectMeta!
Secret data:{bytes} immutable:bool metadata:ObjectMeta! stringData:{string} type
ServiceAccount automountServiceAccountToken:bool imagePullSecrets:[LocalObjectReference]
  metadata:ObjectMeta! secrets:[ObjectReference]@name
ResourceQuota metadata:ObjectMeta! spec:ResourceQuotaSpec! status:ResourceQuotaStatus!
ResourceQuotaSpec hard:{quantity} scopeSelector:ScopeSelector scopes:[string]
ScopeSelector matchExpressions:[ScopedResourceSelectorRequirement]
ScopedResourceSelectorRequirement operator! scopeName! values:[string]
ResourceQuotaStatus hard:{quantity} used:{quantity}
LimitRange metadata:ObjectMeta! spec:LimitRangeSpec!
LimitRangeSpec limits:[LimitRangeItem]!
LimitRangeItem default:{quantity} defaultRequest:{quantity} max:{quantity}
  maxLimitRequestRatio:{quantity} min:{quantity} type!
`
