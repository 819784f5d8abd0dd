// Types of shared metadata, references, selectors and conditions, in the notation of schema.ts.

/** Types of shared metadata, references, selectors and conditions. */
export const metaTypes = `
ObjectMeta annotations:{string} creationTimestamp:time deletionGracePeriodSeconds:int
  deletionTimestamp:time finalizers:[string]@ generateName generation:int~ labels:{string}
  managedFields:[ManagedFieldsEntry] name namespace ownerReferences:[OwnerReference]@uid
  resourceVersion selfLink uid
ManagedFieldsEntry apiVersion fieldsType fieldsV1:any manager operation subresource time:time
OwnerReference apiVersion! blockOwnerDeletion:bool controller:bool kind! name! uid!
LabelSelector matchExpressions:[LabelSelectorRequirement] matchLabels:{string}
LabelSelectorRequirement key! operator! values:[string]
LocalObjectReference name
TypedLocalObjectReference apiGroup kind! name!
TypedObjectReference apiGroup kind! name! namespace
Condition lastTransitionTime:time! message! observedGeneration:int~ reason! status! type!
ObjectReference apiVersion fieldPath kind name namespace resourceVersion uid
SecretReference name namespace
Scale metadata:ObjectMeta! spec:ScaleSpec! status:ScaleStatus!
ScaleSpec replicas:int~
ScaleStatus replicas:int! selector
DeleteOptions apiVersion dryRun:[string] gracePeriodSeconds:int
  ignoreStoreReadErrorWithClusterBreakingPotential:bool kind orphanDependents:bool
  preconditions:Preconditions propagationPolicy
Preconditions resourceVersion uid
CrossVersionObjectReference apiVersion kind! name!
`
