// Types of nodes, leases and what belongs to a node, in the notation of schema.ts.

/** Types of nodes, leases and what belongs to a node. */
export const nodesTypes = `
Node metadata:ObjectMeta! spec:NodeSpec! status:NodeStatus!
NodeSpec configSource:NodeConfigSource externalID podCIDR podCIDRs:[string]@ providerID
  taints:[Taint] unschedulable:bool~
NodeConfigSource configMap:ConfigMapNodeConfigSource
ConfigMapNodeConfigSource kubeletConfigKey! name! namespace! resourceVersion uid
Taint effect! key! timeAdded:time value
NodeStatus addresses:[NodeAddress]@type allocatable:{quantity} capacity:{quantity}
  conditions:[NodeCondition]@type config:NodeConfigStatus daemonEndpoints:NodeDaemonEndpoints!
  features:NodeFeatures images:[ContainerImage] nodeInfo:NodeSystemInfo! phase
  runtimeHandlers:[NodeRuntimeHandler] volumesAttached:[AttachedVolume] volumesInUse:[string]
  declaredFeatures:[string]
NodeAddress address! type!
NodeCondition lastHeartbeatTime:time? lastTransitionTime:time? message reason status! type!
NodeConfigStatus active:NodeConfigSource assigned:NodeConfigSource error
  lastKnownGood:NodeConfigSource
NodeDaemonEndpoints kubeletEndpoint:DaemonEndpoint!
DaemonEndpoint Port:int!
NodeFeatures supplementalGroupsPolicy:bool
ContainerImage names:[string] sizeBytes:int
NodeSystemInfo architecture! bootID! containerRuntimeVersion! kernelVersion! kubeProxyVersion!
  kubeletVersion! machineID! operatingSystem! osImage! swap:NodeSwapStatus systemUUID!
NodeSwapStatus capacity:int
NodeRuntimeHandler features:NodeRuntimeHandlerFeatures name
NodeRuntimeHandlerFeatures recursiveReadOnlyMounts:bool userNamespaces:bool
AttachedVolume devicePath! name!
Lease metadata:ObjectMeta! spec:LeaseSpec!
LeaseSpec acquireTime:micro holderIdentity leaseDurationSeconds:int leaseTransitions:int
  preferredHolder renewTime:micro strategy
CSINode metadata:ObjectMeta! spec:CSINodeSpec!
CSINodeSpec drivers:[CSINodeDriver]!@name
CSINodeDriver allocatable:VolumeNodeResources name! nodeID! topologyKeys:[string]
VolumeNodeResources count:int
RuntimeClass handler! metadata:ObjectMeta! overhead:Overhead scheduling:Scheduling
Overhead podFixed:{quantity}
Scheduling nodeSelector:{string} tolerations:[Toleration]
PriorityClass description globalDefault:bool~ metadata:ObjectMeta! preemptionPolicy value:int!
`
