// Types of pods and their containers, in the notation of schema.ts.

/** Types of pods and their containers. */
export const podsTypes = `
Pod metadata:ObjectMeta! spec:PodSpec! status:PodStatus!
PodSpec activeDeadlineSeconds:int affinity:Affinity automountServiceAccountToken:bool
  containers:[Container]!@name dnsConfig:PodDNSConfig dnsPolicy enableServiceLinks:bool
  ephemeralContainers:[EphemeralContainer]@name hostAliases:[HostAlias]@ip hostIPC:bool~
  hostNetwork:bool~ hostPID:bool~ hostUsers:bool hostname hostnameOverride
  imagePullSecrets:[LocalObjectReference]@name initContainers:[Container]@name nodeName
  nodeSelector:{string} os:PodOS overhead:{quantity} preemptionPolicy priority:int
  priorityClassName readinessGates:[PodReadinessGate] resourceClaims:[PodResourceClaim]@name+
  resources:ResourceRequirements restartPolicy runtimeClassName schedulerName
  schedulingGates:[PodSchedulingGate]@name securityContext:PodSecurityContext serviceAccount
  serviceAccountName setHostnameAsFQDN:bool shareProcessNamespace:bool subdomain
  terminationGracePeriodSeconds:int tolerations:[Toleration]
  topologySpreadConstraints:[TopologySpreadConstraint]@topologyKey volumes:[Volume]@name+
Affinity nodeAffinity:NodeAffinity podAffinity:PodAffinity podAntiAffinity:PodAntiAffinity
NodeAffinity preferredDuringSchedulingIgnoredDuringExecution:[PreferredSchedulingTerm]
  requiredDuringSchedulingIgnoredDuringExecution:NodeSelector
PreferredSchedulingTerm preference:NodeSelectorTerm! weight:int!
NodeSelectorTerm matchExpressions:[NodeSelectorRequirement] matchFields:[NodeSelectorRequirement]
NodeSelectorRequirement key! operator! values:[string]
NodeSelector nodeSelectorTerms:[NodeSelectorTerm]!
PodAffinity preferredDuringSchedulingIgnoredDuringExecution:[WeightedPodAffinityTerm]
  requiredDuringSchedulingIgnoredDuringExecution:[PodAffinityTerm]
WeightedPodAffinityTerm podAffinityTerm:PodAffinityTerm! weight:int!
PodAffinityTerm labelSelector:LabelSelector matchLabelKeys:[string] mismatchLabelKeys:[string]
  namespaceSelector:LabelSelector namespaces:[string] topologyKey!
PodAntiAffinity preferredDuringSchedulingIgnoredDuringExecution:[WeightedPodAffinityTerm]
  requiredDuringSchedulingIgnoredDuringExecution:[PodAffinityTerm]
Container args:[string] command:[string] env:[EnvVar]@name envFrom:[EnvFromSource] image
  imagePullPolicy lifecycle:Lifecycle livenessProbe:Probe name!
  ports:[ContainerPort]@containerPort readinessProbe:Probe resizePolicy:[ContainerResizePolicy]
  resources:ResourceRequirements! restartPolicy restartPolicyRules:[ContainerRestartRule]
  securityContext:SecurityContext startupProbe:Probe stdin:bool~ stdinOnce:bool~
  terminationMessagePath terminationMessagePolicy tty:bool~
  volumeDevices:[VolumeDevice]@devicePath volumeMounts:[VolumeMount]@mountPath workingDir
EnvVar name! value valueFrom:EnvVarSource
EnvVarSource configMapKeyRef:ConfigMapKeySelector fieldRef:ObjectFieldSelector
  fileKeyRef:FileKeySelector resourceFieldRef:ResourceFieldSelector secretKeyRef:SecretKeySelector
ConfigMapKeySelector key! name optional:bool
ObjectFieldSelector apiVersion fieldPath!
FileKeySelector key! optional:bool path! volumeName!
ResourceFieldSelector containerName divisor:quantity resource!
SecretKeySelector key! name optional:bool
EnvFromSource configMapRef:ConfigMapEnvSource prefix secretRef:SecretEnvSource
ConfigMapEnvSource name optional:bool
SecretEnvSource name optional:bool
Lifecycle postStart:LifecycleHandler preStop:LifecycleHandler stopSignal
LifecycleHandler exec:ExecAction httpGet:HTTPGetAction sleep:SleepAction tcpSocket:TCPSocketAction
ExecAction command:[string]
HTTPGetAction host httpHeaders:[HTTPHeader] path port:int|string scheme
HTTPHeader name! value!
SleepAction seconds:int!
TCPSocketAction host port:int|string
Probe exec:ExecAction failureThreshold:int~ grpc:GRPCAction httpGet:HTTPGetAction
  initialDelaySeconds:int~ periodSeconds:int~ successThreshold:int~ tcpSocket:TCPSocketAction
  terminationGracePeriodSeconds:int timeoutSeconds:int~
GRPCAction port:int! service
ContainerPort containerPort:int! hostIP hostPort:int~ name protocol
ContainerResizePolicy resourceName! restartPolicy!
ResourceRequirements claims:[CoreResourceClaim] limits:{quantity} requests:{quantity}
CoreResourceClaim name! request
ContainerRestartRule action! exitCodes:ContainerRestartRuleOnExitCodes
ContainerRestartRuleOnExitCodes operator! values:[int]
SecurityContext allowPrivilegeEscalation:bool appArmorProfile:AppArmorProfile
  capabilities:Capabilities privileged:bool procMount readOnlyRootFilesystem:bool runAsGroup:int
  runAsNonRoot:bool runAsUser:int seLinuxOptions:SELinuxOptions seccompProfile:SeccompProfile
  windowsOptions:WindowsSecurityContextOptions
AppArmorProfile localhostProfile type!
Capabilities add:[string] drop:[string]
SELinuxOptions level role type user
SeccompProfile localhostProfile type!
WindowsSecurityContextOptions gmsaCredentialSpec gmsaCredentialSpecName hostProcess:bool
  runAsUserName
PodDNSConfig nameservers:[string] options:[PodDNSConfigOption] searches:[string]
PodDNSConfigOption name value
EphemeralContainer args:[string] command:[string] env:[EnvVar]@name envFrom:[EnvFromSource] image
  imagePullPolicy lifecycle:Lifecycle livenessProbe:Probe name!
  ports:[ContainerPort]@containerPort readinessProbe:Probe resizePolicy:[ContainerResizePolicy]
  resources:ResourceRequirements! restartPolicy restartPolicyRules:[ContainerRestartRule]
  securityContext:SecurityContext startupProbe:Probe stdin:bool~ stdinOnce:bool~
  targetContainerName terminationMessagePath terminationMessagePolicy tty:bool~
  volumeDevices:[VolumeDevice]@devicePath volumeMounts:[VolumeMount]@mountPath workingDir
HostAlias hostnames:[string] ip!
PodOS name!
PodReadinessGate conditionType!
PodResourceClaim name! resourceClaimName resourceClaimTemplateName
PodSchedulingGate name!
PodSecurityContext appArmorProfile:AppArmorProfile fsGroup:int fsGroupChangePolicy runAsGroup:int
  runAsNonRoot:bool runAsUser:int seLinuxChangePolicy seLinuxOptions:SELinuxOptions
  seccompProfile:SeccompProfile supplementalGroups:[int] supplementalGroupsPolicy sysctls:[Sysctl]
  windowsOptions:WindowsSecurityContextOptions
Sysctl name! value!
Toleration effect key operator tolerationSeconds:int value
TopologySpreadConstraint labelSelector:LabelSelector matchLabelKeys:[string] maxSkew:int!
  minDomains:int nodeAffinityPolicy nodeTaintsPolicy topologyKey! whenUnsatisfiable!
PodStatus conditions:[PodCondition]@type containerStatuses:[ContainerStatus]
  ephemeralContainerStatuses:[ContainerStatus]
  extendedResourceClaimStatus:PodExtendedResourceClaimStatus hostIP hostIPs:[HostIP]@ip
  initContainerStatuses:[ContainerStatus] message nominatedNodeName observedGeneration:int~ phase
  podIP podIPs:[PodIP]@ip qosClass reason resize
  resourceClaimStatuses:[PodResourceClaimStatus]@name+ startTime:time
PodCondition lastProbeTime:time? lastTransitionTime:time? message observedGeneration:int~ reason
  status! type!
ContainerStatus allocatedResources:{quantity} allocatedResourcesStatus:[ResourceStatus]
  containerID image! imageID! lastState:ContainerState! name! ready:bool!
  resources:ResourceRequirements restartCount:int! started:bool state:ContainerState! stopSignal
  user:ContainerUser volumeMounts:[VolumeMountStatus]
ResourceStatus name! resources:[ResourceHealth]
ResourceHealth health resourceID!
ContainerState running:ContainerStateRunning terminated:ContainerStateTerminated
  waiting:ContainerStateWaiting
ContainerStateRunning startedAt:time?
ContainerStateTerminated containerID exitCode:int! finishedAt:time? message reason signal:int~
  startedAt:time?
ContainerStateWaiting message reason
ContainerUser linux:LinuxContainerUser
LinuxContainerUser gid:int! supplementalGroups:[int] uid:int!
PodExtendedResourceClaimStatus requestMappings:[ContainerExtendedResourceRequest]!
  resourceClaimName!
ContainerExtendedResourceRequest containerName! requestName! resourceName!
HostIP ip!
PodIP ip!
PodResourceClaimStatus name! resourceClaimName
Eviction deleteOptions:DeleteOptions metadata:ObjectMeta!
Binding metadata:ObjectMeta! target:ObjectReference!
`
