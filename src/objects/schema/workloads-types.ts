// Types of deployments, sets, jobs and autoscaling, in the notation of schema.ts.

/** Types of deployments, sets, jobs and autoscaling. */
export const workloadsTypes = `
Deployment metadata:ObjectMeta!=1 spec:DeploymentSpec!=2 status:DeploymentStatus!=3
DeploymentSpec minReadySeconds:int~=5 paused:bool~=7 progressDeadlineSeconds:int=9 replicas:int=1
  revisionHistoryLimit:int=6 selector:LabelSelector?=2 strategy:DeploymentStrategy!+=4
  template:PodTemplateSpec!=3
DeploymentStrategy rollingUpdate:RollingUpdateDeployment=2 type=1
RollingUpdateDeployment maxSurge:int|string=2 maxUnavailable:int|string=1
PodTemplateSpec metadata:ObjectMeta!=1 spec:PodSpec!=2
DeploymentStatus availableReplicas:int~=4 collisionCount:int=8
  conditions:[DeploymentCondition]@type=6 observedGeneration:int~=1 readyReplicas:int~=7
  replicas:int~=2 terminatingReplicas:int=9 unavailableReplicas:int~=5 updatedReplicas:int~=3
DeploymentCondition lastTransitionTime:time?=7 lastUpdateTime:time?=6 message=5 reason=4 status!=2
  type!=1
ReplicaSet metadata:ObjectMeta!=1 spec:ReplicaSetSpec!=2 status:ReplicaSetStatus!=3
ReplicaSetSpec minReadySeconds:int~=4 replicas:int=1 selector:LabelSelector?=2
  template:PodTemplateSpec!=3
ReplicaSetStatus availableReplicas:int~=5 conditions:[ReplicaSetCondition]@type=6
  fullyLabeledReplicas:int~=2 observedGeneration:int~=3 readyReplicas:int~=4 replicas:int!=1
  terminatingReplicas:int=7
ReplicaSetCondition lastTransitionTime:time?=3 message=5 reason=4 status!=2 type!=1
StatefulSet metadata:ObjectMeta!=1 spec:StatefulSetSpec!=2 status:StatefulSetStatus!=3
StatefulSetSpec minReadySeconds:int~=9 ordinals:StatefulSetOrdinals=11
  persistentVolumeClaimRetentionPolicy:StatefulSetPersistentVolumeClaimRetentionPolicy=10
  podManagementPolicy=6 replicas:int=1 revisionHistoryLimit:int=8 selector:LabelSelector?=2
  serviceName!=5 template:PodTemplateSpec!=3 updateStrategy:StatefulSetUpdateStrategy!=7
  volumeClaimTemplates:[PersistentVolumeClaim]=4
StatefulSetOrdinals start:int!=1
StatefulSetUpdateStrategy rollingUpdate:RollingUpdateStatefulSetStrategy=2 type=1
RollingUpdateStatefulSetStrategy maxUnavailable:int|string=2 partition:int=1
StatefulSetStatus availableReplicas:int!=11 collisionCount:int=9
  conditions:[StatefulSetCondition]@type=10 currentReplicas:int~=4 currentRevision=6
  observedGeneration:int~=1 readyReplicas:int~=3 replicas:int!=2 updateRevision=7
  updatedReplicas:int~=5
StatefulSetCondition lastTransitionTime:time?=3 message=5 reason=4 status!=2 type!=1
DaemonSet metadata:ObjectMeta!=1 spec:DaemonSetSpec!=2 status:DaemonSetStatus!=3
DaemonSetSpec minReadySeconds:int~=4 revisionHistoryLimit:int=6 selector:LabelSelector?=1
  template:PodTemplateSpec!=2 updateStrategy:DaemonSetUpdateStrategy!=3
DaemonSetUpdateStrategy rollingUpdate:RollingUpdateDaemonSet=2 type=1
RollingUpdateDaemonSet maxSurge:int|string=2 maxUnavailable:int|string=1
DaemonSetStatus collisionCount:int=9 conditions:[DaemonSetCondition]@type=10
  currentNumberScheduled:int!=1 desiredNumberScheduled:int!=3 numberAvailable:int~=7
  numberMisscheduled:int!=2 numberReady:int!=4 numberUnavailable:int~=8 observedGeneration:int~=5
  updatedNumberScheduled:int~=6
DaemonSetCondition lastTransitionTime:time?=3 message=5 reason=4 status!=2 type!=1
Job metadata:ObjectMeta!=1 spec:JobSpec!=2 status:JobStatus!=3
JobSpec activeDeadlineSeconds:int=3 backoffLimit:int=7 backoffLimitPerIndex:int=12
  completionMode#=9 completions:int=2 managedBy#=15 manualSelector:bool=5 maxFailedIndexes:int=13
  parallelism:int=1 podFailurePolicy:PodFailurePolicy=11 podReplacementPolicy#=14
  selector:LabelSelector=4 successPolicy:SuccessPolicy=16 suspend:bool=10
  template:PodTemplateSpec!=6 ttlSecondsAfterFinished:int=8
PodFailurePolicy rules:[PodFailurePolicyRule]?=1
PodFailurePolicyRule action!=1 onExitCodes:PodFailurePolicyOnExitCodesRequirement=2
  onPodConditions:[PodFailurePolicyOnPodConditionsPattern]=3
PodFailurePolicyOnExitCodesRequirement containerName#=1 operator!=2 values:[int]?=3
PodFailurePolicyOnPodConditionsPattern status!=2 type!=1
SuccessPolicy rules:[SuccessPolicyRule]?=1
SuccessPolicyRule succeededCount:int=2 succeededIndexes#=1
JobStatus active:int~=4 completedIndexes=7 completionTime:time=3 conditions:[JobCondition]@type=1
  failed:int~=6 failedIndexes#=10 ready:int=9 startTime:time=2 succeeded:int~=5 terminating:int=11
  uncountedTerminatedPods:UncountedTerminatedPods=8
JobCondition lastProbeTime:time?=3 lastTransitionTime:time?=4 message=6 reason=5 status!=2 type!=1
UncountedTerminatedPods failed:[string]=2 succeeded:[string]=1
CronJob metadata:ObjectMeta!=1 spec:CronJobSpec!=2 status:CronJobStatus!=3
CronJobSpec concurrencyPolicy=3 failedJobsHistoryLimit:int=7 jobTemplate:JobTemplateSpec!=5
  schedule!=1 startingDeadlineSeconds:int=2 successfulJobsHistoryLimit:int=6 suspend:bool=4
  timeZone#=8
JobTemplateSpec metadata:ObjectMeta!=1 spec:JobSpec!=2
CronJobStatus active:[ObjectReference]=1 lastScheduleTime:time=4 lastSuccessfulTime:time=5
PodDisruptionBudget metadata:ObjectMeta!=1 spec:PodDisruptionBudgetSpec!=2
  status:PodDisruptionBudgetStatus!=3
PodDisruptionBudgetSpec maxUnavailable:int|string=3 minAvailable:int|string=1
  selector:LabelSelector=2 unhealthyPodEvictionPolicy#=4
PodDisruptionBudgetStatus conditions:[Condition]@type=7 currentHealthy:int!=4
  desiredHealthy:int!=5 disruptedPods:{time}=2 disruptionsAllowed:int!=3 expectedPods:int!=6
  observedGeneration:int~=1
ControllerRevision data:any=2 metadata:ObjectMeta!=1 revision:int!=3
PodTemplate metadata:ObjectMeta!=1 template:PodTemplateSpec!=2
ReplicationController metadata:ObjectMeta!=1 spec:ReplicationControllerSpec!=2
  status:ReplicationControllerStatus!=3
ReplicationControllerSpec minReadySeconds:int~=4 replicas:int=1 selector:{string}=2
  template:PodTemplateSpec=3
ReplicationControllerStatus availableReplicas:int~=5
  conditions:[ReplicationControllerCondition]@type=6 fullyLabeledReplicas:int~=2
  observedGeneration:int~=3 readyReplicas:int~=4 replicas:int!=1
ReplicationControllerCondition lastTransitionTime:time?=3 message=5 reason=4 status!=2 type!=1
`
