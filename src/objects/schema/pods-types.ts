// Types of pods and their containers, in the notation of schema.ts.

/** Types of pods and their containers. */
export const podsTypes = `
Pod metadata:ObjectMeta!=1 spec:PodSpec!=2 status:PodStatus!=3
PodSpec activeDeadlineSeconds:int=5 affinity:Affinity=18 automountServiceAccountToken:bool=21
  containers:[Container]?@name=2 dnsConfig:PodDNSConfig=26 dnsPolicy=6 enableServiceLinks:bool=30
  ephemeralContainers:[EphemeralContainer]@name=34 hostAliases:[HostAlias]@ip=23 hostIPC:bool~=13
  hostNetwork:bool~=11 hostPID:bool~=12 hostUsers:bool=37 hostname=16 hostnameOverride
  imagePullSecrets:[LocalObjectReference]@name=15 initContainers:[Container]@name=20 nodeName=10
  nodeSelector:{string}=7 os:PodOS=36 overhead:{quantity}=32 preemptionPolicy#=31 priority:int=25
  priorityClassName=24 readinessGates:[PodReadinessGate]=28
  resourceClaims:[PodResourceClaim]@name+=39 resources:ResourceRequirements=40 restartPolicy=3
  runtimeClassName#=29 schedulerName=19 schedulingGates:[PodSchedulingGate]@name=38
  securityContext:PodSecurityContext=14 serviceAccount=9 serviceAccountName=8
  setHostnameAsFQDN:bool=35 shareProcessNamespace:bool=27 subdomain=17
  terminationGracePeriodSeconds:int=4 tolerations:[Toleration]=22
  topologySpreadConstraints:[TopologySpreadConstraint]@topologyKey=33 volumes:[Volume]@name+=1
Affinity nodeAffinity:NodeAffinity=1 podAffinity:PodAffinity=2 podAntiAffinity:PodAntiAffinity=3
NodeAffinity preferredDuringSchedulingIgnoredDuringExecution:[PreferredSchedulingTerm]=2
  requiredDuringSchedulingIgnoredDuringExecution:NodeSelector=1
PreferredSchedulingTerm preference:NodeSelectorTerm!=2 weight:int!=1
NodeSelectorTerm matchExpressions:[NodeSelectorRequirement]=1
  matchFields:[NodeSelectorRequirement]=2
NodeSelectorRequirement key!=1 operator!=2 values:[string]=3
NodeSelector nodeSelectorTerms:[NodeSelectorTerm]?=1
PodAffinity preferredDuringSchedulingIgnoredDuringExecution:[WeightedPodAffinityTerm]=2
  requiredDuringSchedulingIgnoredDuringExecution:[PodAffinityTerm]=1
WeightedPodAffinityTerm podAffinityTerm:PodAffinityTerm!=2 weight:int!=1
PodAffinityTerm labelSelector:LabelSelector=1 matchLabelKeys:[string]=5
  mismatchLabelKeys:[string]=6 namespaceSelector:LabelSelector=4 namespaces:[string]=2
  topologyKey!=3
PodAntiAffinity preferredDuringSchedulingIgnoredDuringExecution:[WeightedPodAffinityTerm]=2
  requiredDuringSchedulingIgnoredDuringExecution:[PodAffinityTerm]=1
Container args:[string]=4 command:[string]=3 env:[EnvVar]@name=7 envFrom:[EnvFromSource]=19
  image=2 imagePullPolicy=14 lifecycle:Lifecycle=12 livenessProbe:Probe=10 name!=1
  ports:[ContainerPort]@containerPort=6 readinessProbe:Probe=11
  resizePolicy:[ContainerResizePolicy]=23 resources:ResourceRequirements!=8 restartPolicy#=24
  restartPolicyRules:[ContainerRestartRule] securityContext:SecurityContext=15
  startupProbe:Probe=22 stdin:bool~=16 stdinOnce:bool~=17 terminationMessagePath=13
  terminationMessagePolicy=20 tty:bool~=18 volumeDevices:[VolumeDevice]@devicePath=21
  volumeMounts:[VolumeMount]@mountPath=9 workingDir=5
EnvVar name!=1 value=2 valueFrom:EnvVarSource=3
EnvVarSource configMapKeyRef:ConfigMapKeySelector=3 fieldRef:ObjectFieldSelector=1
  fileKeyRef:FileKeySelector resourceFieldRef:ResourceFieldSelector=2
  secretKeyRef:SecretKeySelector=4
ConfigMapKeySelector key!=2 name=1.1 optional:bool=3
ObjectFieldSelector apiVersion=1 fieldPath!=2
FileKeySelector key! optional:bool path! volumeName!
ResourceFieldSelector containerName=1 divisor:quantity!=3 resource!=2
SecretKeySelector key!=2 name=1.1 optional:bool=3
EnvFromSource configMapRef:ConfigMapEnvSource=2 prefix=1 secretRef:SecretEnvSource=3
ConfigMapEnvSource name=1.1 optional:bool=2
SecretEnvSource name=1.1 optional:bool=2
Lifecycle postStart:LifecycleHandler=1 preStop:LifecycleHandler=2 stopSignal#=3
LifecycleHandler exec:ExecAction=1 httpGet:HTTPGetAction=2 sleep:SleepAction=4
  tcpSocket:TCPSocketAction=3
ExecAction command:[string]=1
HTTPGetAction host=3 httpHeaders:[HTTPHeader]=5 path=1 port:int|string!=2 scheme=4
HTTPHeader name!=1 value!=2
SleepAction seconds:int!=1
TCPSocketAction host=2 port:int|string!=1
Probe exec:ExecAction=1.1 failureThreshold:int~=6 grpc:GRPCAction=1.4 httpGet:HTTPGetAction=1.2
  initialDelaySeconds:int~=2 periodSeconds:int~=4 successThreshold:int~=5
  tcpSocket:TCPSocketAction=1.3 terminationGracePeriodSeconds:int=7 timeoutSeconds:int~=3
GRPCAction port:int!=1 service?=2
ContainerPort containerPort:int!=3 hostIP=5 hostPort:int~=2 name=1 protocol=4
ContainerResizePolicy resourceName!=1 restartPolicy!=2
ResourceRequirements claims:[CoreResourceClaim]=3 limits:{quantity}=1 requests:{quantity}=2
CoreResourceClaim name!=1 request=2
ContainerRestartRule action! exitCodes:ContainerRestartRuleOnExitCodes
ContainerRestartRuleOnExitCodes operator! values:[int]
SecurityContext allowPrivilegeEscalation:bool=7 appArmorProfile:AppArmorProfile=12
  capabilities:Capabilities=1 privileged:bool=2 procMount#=9 readOnlyRootFilesystem:bool=6
  runAsGroup:int=8 runAsNonRoot:bool=5 runAsUser:int=4 seLinuxOptions:SELinuxOptions=3
  seccompProfile:SeccompProfile=11 windowsOptions:WindowsSecurityContextOptions=10
AppArmorProfile localhostProfile#=2 type!=1
Capabilities add:[string]=1 drop:[string]=2
SELinuxOptions level=4 role=2 type=3 user=1
SeccompProfile localhostProfile#=2 type!=1
WindowsSecurityContextOptions gmsaCredentialSpec#=2 gmsaCredentialSpecName#=1 hostProcess:bool=4
  runAsUserName#=3
PodDNSConfig nameservers:[string]=1 options:[PodDNSConfigOption]=3 searches:[string]=2
PodDNSConfigOption name=1 value#=2
EphemeralContainer args:[string]=1.4 command:[string]=1.3 env:[EnvVar]@name=1.7
  envFrom:[EnvFromSource]=1.19 image=1.2 imagePullPolicy=1.14 lifecycle:Lifecycle=1.12
  livenessProbe:Probe=1.10 name!=1.1 ports:[ContainerPort]@containerPort=1.6
  readinessProbe:Probe=1.11 resizePolicy:[ContainerResizePolicy]=1.23
  resources:ResourceRequirements!=1.8 restartPolicy#=1.24
  restartPolicyRules:[ContainerRestartRule] securityContext:SecurityContext=1.15
  startupProbe:Probe=1.22 stdin:bool~=1.16 stdinOnce:bool~=1.17 targetContainerName=2
  terminationMessagePath=1.13 terminationMessagePolicy=1.20 tty:bool~=1.18
  volumeDevices:[VolumeDevice]@devicePath=1.21 volumeMounts:[VolumeMount]@mountPath=1.9
  workingDir=1.5
HostAlias hostnames:[string]=2 ip!=1
PodOS name!=1
PodReadinessGate conditionType!=1
PodResourceClaim name!=1 resourceClaimName#=3 resourceClaimTemplateName#=4
PodSchedulingGate name!=1
PodSecurityContext appArmorProfile:AppArmorProfile=11 fsGroup:int=5 fsGroupChangePolicy#=9
  runAsGroup:int=6 runAsNonRoot:bool=3 runAsUser:int=2 seLinuxChangePolicy#=13
  seLinuxOptions:SELinuxOptions=1 seccompProfile:SeccompProfile=10 supplementalGroups:[int]=4
  supplementalGroupsPolicy#=12 sysctls:[Sysctl]=7 windowsOptions:WindowsSecurityContextOptions=8
Sysctl name!=1 value!=2
Toleration effect=4 key=1 operator=2 tolerationSeconds:int=5 value=3
TopologySpreadConstraint labelSelector:LabelSelector=4 matchLabelKeys:[string]=8 maxSkew:int!=1
  minDomains:int=5 nodeAffinityPolicy#=6 nodeTaintsPolicy#=7 topologyKey!=2 whenUnsatisfiable!=3
PodStatus conditions:[PodCondition]@type=2 containerStatuses:[ContainerStatus]=8
  ephemeralContainerStatuses:[ContainerStatus]=13
  extendedResourceClaimStatus:PodExtendedResourceClaimStatus hostIP=5 hostIPs:[HostIP]@ip=16
  initContainerStatuses:[ContainerStatus]=10 message=3 nominatedNodeName=11
  observedGeneration:int~=17 phase=1 podIP=6 podIPs:[PodIP]@ip=12 qosClass=9 reason=4 resize=14
  resourceClaimStatuses:[PodResourceClaimStatus]@name+=15 startTime:time=7
PodCondition lastProbeTime:time?=3 lastTransitionTime:time?=4 message=6 observedGeneration:int~=7
  reason=5 status!=2 type!=1
ContainerStatus allocatedResources:{quantity}=10 allocatedResourcesStatus:[ResourceStatus]@name=14
  containerID=8 image!=6 imageID!=7 lastState:ContainerState!=3 name!=1 ready:bool!=4
  resources:ResourceRequirements=11 restartCount:int!=5 started:bool=9 state:ContainerState!=2
  stopSignal#=15 user:ContainerUser=13 volumeMounts:[VolumeMountStatus]@mountPath=12
ResourceStatus name!=1 resources:[ResourceHealth]=2
ResourceHealth health=2 resourceID!=1
ContainerState running:ContainerStateRunning=2 terminated:ContainerStateTerminated=3
  waiting:ContainerStateWaiting=1
ContainerStateRunning startedAt:time?=1
ContainerStateTerminated containerID=7 exitCode:int!=1 finishedAt:time?=6 message=4 reason=3
  signal:int~=2 startedAt:time?=5
ContainerStateWaiting message=2 reason=1
ContainerUser linux:LinuxContainerUser=1
LinuxContainerUser gid:int!=2 supplementalGroups:[int]=3 uid:int!=1
PodExtendedResourceClaimStatus requestMappings:[ContainerExtendedResourceRequest]!
  resourceClaimName!
ContainerExtendedResourceRequest containerName! requestName! resourceName!
HostIP ip!=1
PodIP ip!=1
PodResourceClaimStatus name!=1 resourceClaimName#=2
Eviction deleteOptions:DeleteOptions=2 metadata:ObjectMeta!=1
Binding metadata:ObjectMeta!=1 target:ObjectReference!=2
`
