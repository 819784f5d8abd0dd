// Types of namespaces, events, configuration, accounts and quotas, in the notation of schema.ts.

/** Types of namespaces, events, configuration, accounts and quotas. */
export const clusterTypes = `
CoreEvent action=12 count:int~=8 eventTime:micro?=10 firstTimestamp:time?=6
  involvedObject:ObjectReference!=2 lastTimestamp:time?=7 message=4 metadata:ObjectMeta!=1
  reason=3 related:ObjectReference=13 reportingComponent!=14 reportingInstance!=15
  series:CoreEventSeries=11 source:EventSource!=5 type=9
CoreEventSeries count:int~=1 lastObservedTime:micro?=2
EventSource component=1 host=2
EventsEvent action=6 deprecatedCount:int~=15 deprecatedFirstTimestamp:time?=13
  deprecatedLastTimestamp:time?=14 deprecatedSource:EventSource!=12 eventTime:micro?=2
  metadata:ObjectMeta!=1 note=10 reason=7 regarding:ObjectReference!=8 related:ObjectReference=9
  reportingController=4 reportingInstance=5 series:EventsEventSeries=3 type=11
EventsEventSeries count:int!=1 lastObservedTime:micro?=2
Namespace metadata:ObjectMeta!=1 spec:NamespaceSpec!=2 status:NamespaceStatus!=3
NamespaceSpec finalizers:[string]=1
NamespaceStatus conditions:[NamespaceCondition]@type=2 phase=1
NamespaceCondition lastTransitionTime:time?=4 message=6 reason=5 status!=2 type!=1
ConfigMap binaryData:{bytes}=3 data:{string}=2 immutable:bool=4 metadata:ObjectMeta!=1
Secret data:{bytes}=2 immutable:bool=5 metadata:ObjectMeta!=1 stringData:{string}=4 type=3
ServiceAccount automountServiceAccountToken:bool=4 imagePullSecrets:[LocalObjectReference]=3
  metadata:ObjectMeta!=1 secrets:[ObjectReference]@name=2
ResourceQuota metadata:ObjectMeta!=1 spec:ResourceQuotaSpec!=2 status:ResourceQuotaStatus!=3
ResourceQuotaSpec hard:{quantity}=1 scopeSelector:ScopeSelector=3 scopes:[string]=2
ScopeSelector matchExpressions:[ScopedResourceSelectorRequirement]=1
ScopedResourceSelectorRequirement operator!=2 scopeName!=1 values:[string]=3
ResourceQuotaStatus hard:{quantity}=1 used:{quantity}=2
LimitRange metadata:ObjectMeta!=1 spec:LimitRangeSpec!=2
LimitRangeSpec limits:[LimitRangeItem]?=1
LimitRangeItem default:{quantity}=4 defaultRequest:{quantity}=5 max:{quantity}=2
  maxLimitRequestRatio:{quantity}=6 min:{quantity}=3 type!=1
`
