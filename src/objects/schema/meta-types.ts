// Types of shared metadata, references, selectors and conditions, in the notation of schema.ts.

/** Types of shared metadata, references, selectors and conditions. */
export const metaTypes = `
ObjectMeta annotations:{string}=12 creationTimestamp:time=8 deletionGracePeriodSeconds:int=10
  deletionTimestamp:time=9 finalizers:[string]@=14 generateName=2 generation:int~=7
  labels:{string}=11 managedFields:[ManagedFieldsEntry]=17 name=1 namespace=3
  ownerReferences:[OwnerReference]@uid=13 resourceVersion=6 selfLink=4 uid=5
ManagedFieldsEntry apiVersion=3 fieldsType=6 fieldsV1:any=7 manager=1 operation=2 subresource=8
  time:time=4
OwnerReference apiVersion!=5 blockOwnerDeletion:bool=7 controller:bool=6 kind!=1 name!=3 uid!=4
LabelSelector matchExpressions:[LabelSelectorRequirement]=2 matchLabels:{string}=1
LabelSelectorRequirement key!=1 operator!=2 values:[string]=3
LocalObjectReference name=1
TypedLocalObjectReference apiGroup?=1 kind!=2 name!=3
TypedObjectReference apiGroup?=1 kind!=2 name!=3 namespace#=4
Condition lastTransitionTime:time?=4 message!=6 observedGeneration:int~=3 reason!=5 status!=2
  type!=1
ObjectReference apiVersion=5 fieldPath=7 kind=1 name=3 namespace=2 resourceVersion=6 uid=4
SecretReference name=1 namespace=2
Scale metadata:ObjectMeta!=1 spec:ScaleSpec!=2 status:ScaleStatus!=3
ScaleSpec replicas:int~=1
ScaleStatus replicas:int!=1 selector=2
DeleteOptions apiVersion dryRun:[string]=5 gracePeriodSeconds:int=1
  ignoreStoreReadErrorWithClusterBreakingPotential:bool=6 kind orphanDependents:bool=3
  preconditions:Preconditions=2 propagationPolicy#=4
Preconditions resourceVersion#=2 uid#=1
ListMeta continue=3 remainingItemCount:int=4 resourceVersion=2 selfLink=1
PartialObjectMetadata metadata:ObjectMeta!=1
Status apiVersion code:int~=6 details:StatusDetails=5 kind message=3 metadata:ListMeta!=1 reason=4 status=2
StatusDetails causes:[StatusCause]=4 group=2 kind=3 name=1 retryAfterSeconds:int~=5 uid=6
StatusCause field=3 message=2 reason=1
`
