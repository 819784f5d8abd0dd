// Types of nodes, leases and what belongs to a node, in the notation of schema.ts.

/** Types of nodes, leases and what belongs to a node. */
export const nodesTypes = `
Node metadata:ObjectMeta!=1 spec:NodeSpec!=2 status:NodeStatus!=3
NodeSpec configSource:NodeConfigSource=6 externalID=2 podCIDR=1 podCIDRs:[string]@=7 providerID=3
  taints:[Taint]=5 unschedulable:bool~=4
NodeConfigSource configMap:ConfigMapNodeConfigSource=2
ConfigMapNodeConfigSource kubeletConfigKey!=5 name!=2 namespace!=1 resourceVersion=4 uid=3
Taint effect!=3 key!=1 timeAdded:time=4 value=2
NodeStatus addresses:[NodeAddress]@type=5 allocatable:{quantity}=2 capacity:{quantity}=1
  conditions:[NodeCondition]@type=4 config:NodeConfigStatus=11
  daemonEndpoints:NodeDaemonEndpoints!=6 declaredFeatures:[string] features:NodeFeatures=13
  images:[ContainerImage]=8 nodeInfo:NodeSystemInfo!=7 phase=3
  runtimeHandlers:[NodeRuntimeHandler]=12 volumesAttached:[AttachedVolume]=10
  volumesInUse:[string]=9
NodeAddress address!=2 type!=1
NodeCondition lastHeartbeatTime:time?=3 lastTransitionTime:time?=4 message=6 reason=5 status!=2
  type!=1
NodeConfigStatus active:NodeConfigSource=2 assigned:NodeConfigSource=1 error=4
  lastKnownGood:NodeConfigSource=3
NodeDaemonEndpoints kubeletEndpoint:DaemonEndpoint!=1
DaemonEndpoint Port:int!=1
NodeFeatures supplementalGroupsPolicy:bool=1
ContainerImage names:[string]?=1 sizeBytes:int~=2
NodeSystemInfo architecture!=10 bootID!=3 containerRuntimeVersion!=6 kernelVersion!=4
  kubeProxyVersion!=8 kubeletVersion!=7 machineID!=1 operatingSystem!=9 osImage!=5
  swap:NodeSwapStatus=11 systemUUID!=2
NodeSwapStatus capacity:int=1
NodeRuntimeHandler features:NodeRuntimeHandlerFeatures=2 name!=1
NodeRuntimeHandlerFeatures recursiveReadOnlyMounts:bool=1 userNamespaces:bool=2
AttachedVolume devicePath!=2 name!=1
Lease metadata:ObjectMeta!=1 spec:LeaseSpec!=2
LeaseSpec acquireTime:micro=3 holderIdentity#=1 leaseDurationSeconds:int=2 leaseTransitions:int=5
  preferredHolder#=7 renewTime:micro=4 strategy#=6
CSINode metadata:ObjectMeta!=1 spec:CSINodeSpec!=2
CSINodeSpec drivers:[CSINodeDriver]?@name=1
CSINodeDriver allocatable:VolumeNodeResources=4 name!=1 nodeID!=2 topologyKeys:[string]?=3
VolumeNodeResources count:int=1
RuntimeClass handler!=2 metadata:ObjectMeta!=1 overhead:Overhead=3 scheduling:Scheduling=4
Overhead podFixed:{quantity}=1
Scheduling nodeSelector:{string}=1 tolerations:[Toleration]=2
PriorityClass description=4 globalDefault:bool~=3 metadata:ObjectMeta!=1 preemptionPolicy#=5
  value:int!=2
`
