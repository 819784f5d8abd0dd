// Types of deployments, sets, jobs and autoscaling, in the notation of schema.ts.

/** Types of deployments, sets, jobs and autoscaling. */
export const workloadsTypes = `
Deployment metadata:ObjectMeta! spec:DeploymentSpec! status:DeploymentStatus!
DeploymentSpec minReadySeconds:int~ paused:bool~ progressDeadlineSeconds:int replicas:int
  revisionHistoryLimit:int selector:LabelSelector! strategy:DeploymentStrategy!+
  template:PodTemplateSpec!
DeploymentStrategy rollingUpdate:RollingUpdateDeployment type
RollingUpdateDeployment maxSurge:int|string maxUnavailable:int|string
PodTemplateSpec metadata:ObjectMeta! spec:PodSpec!
DeploymentStatus availableReplicas:int~ collisionCount:int conditions:[DeploymentCondition]@type
  observedGeneration:int~ readyReplicas:int~ replicas:int~ terminatingReplicas:int
  unavailableReplicas:int~ updatedReplicas:int~
DeploymentCondition lastTransitionTime:time? lastUpdateTime:time? message reason status! type!
ReplicaSet metadata:ObjectMeta! spec:ReplicaSetSpec! status:ReplicaSetStatus!
ReplicaSetSpec minReadySeconds:int~ replicas:int selector:LabelSelector! template:PodTemplateSpec!
ReplicaSetStatus availableReplicas:int~ conditions:[ReplicaSetCondition]@type
  fullyLabeledReplicas:int~ observedGeneration:int~ readyReplicas:int~ replicas:int!
  terminatingReplicas:int
ReplicaSetCondition lastTransitionTime:time? message reason status! type!
StatefulSet metadata:ObjectMeta! spec:StatefulSetSpec! status:StatefulSetStatus!
StatefulSetSpec minReadySeconds:int~ ordinals:StatefulSetOrdinals
  persistentVolumeClaimRetentionPolicy:StatefulSetPersistentVolumeClaimRetentionPolicy
  podManagementPolicy replicas:int revisionHistoryLimit:int selector:LabelSelector! serviceName
  template:PodTemplateSpec! updateStrategy:StatefulSetUpdateStrategy!
  volumeClaimTemplates:[PersistentVolumeClaim]
StatefulSetOrdinals start:int
StatefulSetUpdateStrategy rollingUpdate:RollingUpdateStatefulSetStrategy type
RollingUpdateStatefulSetStrategy maxUnavailable:int|string partition:int
StatefulSetStatus availableReplicas:int! collisionCount:int conditions:[StatefulSetCondition]@type
  currentReplicas:int~ currentRevision observedGeneration:int~ readyReplicas:int~ replicas:int!
  updateRevision updatedReplicas:int~
StatefulSetCondition lastTransitionTime:time? message reason status! type!
DaemonSet metadata:ObjectMeta! spec:DaemonSetSpec! status:DaemonSetStatus!
DaemonSetSpec minReadySeconds:int~ revisionHistoryLimit:int selector:LabelSelector!
  template:PodTemplateSpec! updateStrategy:DaemonSetUpdateStrategy!
DaemonSetUpdateStrategy rollingUpdate:RollingUpdateDaemonSet type
RollingUpdateDaemonSet maxSurge:int|string maxUnavailable:int|string
DaemonSetStatus collisionCount:int conditions:[DaemonSetCondition]@type
  currentNumberScheduled:int! desiredNumberScheduled:int! numberAvailable:int~
  numberMisscheduled:int! numberReady:int! numberUnavailable:int~ observedGeneration:int~
  updatedNumberScheduled:int~
DaemonSetCondition lastTransitionTime:time? message reason status! type!
Job metadata:ObjectMeta! spec:JobSpec! status:JobStatus!
JobSpec activeDeadlineSeconds:int backoffLimit:int backoffLimitPerIndex:int completionMode
  completions:int managedBy manualSelector:bool maxFailedIndexes:int parallelism:int
  podFailurePolicy:PodFailurePolicy podReplacementPolicy selector:LabelSelector
  successPolicy:SuccessPolicy suspend:bool template:PodTemplateSpec! ttlSecondsAfterFinished:int
PodFailurePolicy rules:[PodFailurePolicyRule]!
PodFailurePolicyRule action! onExitCodes:PodFailurePolicyOnExitCodesRequirement
  onPodConditions:[PodFailurePolicyOnPodConditionsPattern]
PodFailurePolicyOnExitCodesRequirement containerName operator! values:[int]!
PodFailurePolicyOnPodConditionsPattern status! type!
SuccessPolicy rules:[SuccessPolicyRule]!
SuccessPolicyRule succeededCount:int succeededIndexes
JobStatus active:int~ completedIndexes completionTime:time conditions:[JobCondition]@type
  failed:int~ failedIndexes ready:int startTime:time succeeded:int~ terminating:int
  uncountedTerminatedPods:UncountedTerminatedPods
JobCondition lastProbeTime:time lastTransitionTime:time? message reason status! type!
UncountedTerminatedPods failed:[string] succeeded:[string]
CronJob metadata:ObjectMeta! spec:CronJobSpec! status:CronJobStatus!
CronJobSpec concurrencyPolicy failedJobsHistoryLimit:int jobTemplate:JobTemplateSpec! schedule!
  startingDeadlineSeconds:int successfulJobsHistoryLimit:int suspend:bool timeZone
JobTemplateSpec metadata:ObjectMeta! spec:JobSpec!
CronJobStatus active:[ObjectReference] lastScheduleTime:time lastSuccessfulTime:time
PodDisruptionBudget metadata:ObjectMeta! spec:PodDisruptionBudgetSpec!
  status:PodDisruptionBudgetStatus!
PodDisruptionBudgetSpec maxUnavailable:int|string minAvailable:int|string selector:LabelSelector
  unhealthyPodEvictionPolicy
PodDisruptionBudgetStatus conditions:[Condition]@type currentHealthy:int! desiredHealthy:int!
  disruptedPods:{time} disruptionsAllowed:int! expectedPods:int! observedGeneration:int~
ControllerRevision data:any metadata:ObjectMeta! revision:int!
PodTemplate metadata:ObjectMeta! template:PodTemplateSpec!
ReplicationController metadata:ObjectMeta! spec:ReplicationControllerSpec!
  status:ReplicationControllerStatus!
ReplicationControllerSpec minReadySeconds:int~ replicas:int selector:{string}
  template:PodTemplateSpec
ReplicationControllerStatus availableReplicas:int~
  conditions:[ReplicationControllerCondition]@type fullyLabeledReplicas:int~
  observedGeneration:int~ readyReplicas:int~ replicas:int!
ReplicationControllerCondition lastTransitionTime:time message reason status! type!
`
