// Types of volumes of pods, claims and storage, in the notation of schema.ts.

/** Types of volumes of pods, claims and storage. */
export const volumesTypes = `
VolumeDevice devicePath!=2 name!=1
VolumeMount mountPath!=3 mountPropagation#=5 name!=1 readOnly:bool~=2 recursiveReadOnly#=7
  subPath=4 subPathExpr=6
Volume awsElasticBlockStore:AWSElasticBlockStoreVolumeSource=2.4
  azureDisk:AzureDiskVolumeSource=2.22 azureFile:AzureFileVolumeSource=2.18
  cephfs:CephFSVolumeSource=2.14 cinder:CinderVolumeSource=2.13
  configMap:ConfigMapVolumeSource=2.19 csi:CSIVolumeSource=2.28
  downwardAPI:DownwardAPIVolumeSource=2.16 emptyDir:EmptyDirVolumeSource=2.2
  ephemeral:EphemeralVolumeSource=2.29 fc:FCVolumeSource=2.17 flexVolume:FlexVolumeSource=2.12
  flocker:FlockerVolumeSource=2.15 gcePersistentDisk:GCEPersistentDiskVolumeSource=2.3
  gitRepo:GitRepoVolumeSource=2.5 glusterfs:GlusterfsVolumeSource=2.9
  hostPath:HostPathVolumeSource=2.1 image:ImageVolumeSource=2.30 iscsi:ISCSIVolumeSource=2.8
  name!=1 nfs:NFSVolumeSource=2.7 persistentVolumeClaim:PersistentVolumeClaimVolumeSource=2.10
  photonPersistentDisk:PhotonPersistentDiskVolumeSource=2.23
  portworxVolume:PortworxVolumeSource=2.24 projected:ProjectedVolumeSource=2.26
  quobyte:QuobyteVolumeSource=2.21 rbd:RBDVolumeSource=2.11 scaleIO:ScaleIOVolumeSource=2.25
  secret:SecretVolumeSource=2.6 storageos:StorageOSVolumeSource=2.27
  vsphereVolume:VsphereVirtualDiskVolumeSource=2.20
AWSElasticBlockStoreVolumeSource fsType=2 partition:int~=3 readOnly:bool~=4 volumeID!=1
AzureDiskVolumeSource cachingMode#=3 diskName!=1 diskURI!=2 fsType#=4 kind#=6 readOnly:bool=5
AzureFileVolumeSource readOnly:bool~=3 secretName!=1 shareName!=2
CephFSVolumeSource monitors:[string]?=1 path=2 readOnly:bool~=6 secretFile=4
  secretRef:LocalObjectReference=5 user=3
CinderVolumeSource fsType=2 readOnly:bool~=3 secretRef:LocalObjectReference=4 volumeID!=1
ConfigMapVolumeSource defaultMode:int=3 items:[KeyToPath]=2 name=1.1 optional:bool=4
KeyToPath key!=1 mode:int=3 path!=2
CSIVolumeSource driver!=1 fsType#=3 nodePublishSecretRef:LocalObjectReference=5 readOnly:bool=2
  volumeAttributes:{string}=4
DownwardAPIVolumeSource defaultMode:int=2 items:[DownwardAPIVolumeFile]=1
DownwardAPIVolumeFile fieldRef:ObjectFieldSelector=2 mode:int=4 path!=1
  resourceFieldRef:ResourceFieldSelector=3
EmptyDirVolumeSource medium=1 sizeLimit:quantity=2
EphemeralVolumeSource volumeClaimTemplate:PersistentVolumeClaimTemplate=1
PersistentVolumeClaimTemplate metadata:ObjectMeta!=1 spec:PersistentVolumeClaimSpec!=2
PersistentVolumeClaimSpec accessModes:[string]=1 dataSource:TypedLocalObjectReference=7
  dataSourceRef:TypedObjectReference=8 resources:VolumeResourceRequirements!=2
  selector:LabelSelector=4 storageClassName#=5 volumeAttributesClassName#=9 volumeMode#=6
  volumeName=3
VolumeResourceRequirements limits:{quantity}=1 requests:{quantity}=2
FCVolumeSource fsType=3 lun:int=2 readOnly:bool~=4 targetWWNs:[string]=1 wwids:[string]=5
FlexVolumeSource driver!=1 fsType=2 options:{string}=5 readOnly:bool~=4
  secretRef:LocalObjectReference=3
FlockerVolumeSource datasetName=1 datasetUUID=2
GCEPersistentDiskVolumeSource fsType=2 partition:int~=3 pdName!=1 readOnly:bool~=4
GitRepoVolumeSource directory=3 repository!=1 revision=2
GlusterfsVolumeSource endpoints!=1 path!=2 readOnly:bool~=3
HostPathVolumeSource path!=1 type#=2
ImageVolumeSource pullPolicy=2 reference=1
ISCSIVolumeSource chapAuthDiscovery:bool~=8 chapAuthSession:bool~=11 fsType=5 initiatorName#=12
  iqn!=2 iscsiInterface=4 lun:int!=3 portals:[string]=7 readOnly:bool~=6
  secretRef:LocalObjectReference=10 targetPortal!=1
NFSVolumeSource path!=2 readOnly:bool~=3 server!=1
PersistentVolumeClaimVolumeSource claimName!=1 readOnly:bool~=2
PhotonPersistentDiskVolumeSource fsType=2 pdID!=1
PortworxVolumeSource fsType=2 readOnly:bool~=3 volumeID!=1
ProjectedVolumeSource defaultMode:int=2 sources:[VolumeProjection]?=1
VolumeProjection clusterTrustBundle:ClusterTrustBundleProjection=5 configMap:ConfigMapProjection=3
  downwardAPI:DownwardAPIProjection=2 podCertificate:PodCertificateProjection
  secret:SecretProjection=1 serviceAccountToken:ServiceAccountTokenProjection=4
ClusterTrustBundleProjection labelSelector:LabelSelector=3 name#=1 optional:bool=5 path!=4
  signerName#=2
ConfigMapProjection items:[KeyToPath]=2 name=1.1 optional:bool=4
DownwardAPIProjection items:[DownwardAPIVolumeFile]=1
PodCertificateProjection certificateChainPath credentialBundlePath keyPath keyType!
  maxExpirationSeconds:int signerName!
SecretProjection items:[KeyToPath]=2 name=1.1 optional:bool=4
ServiceAccountTokenProjection audience=1 expirationSeconds:int=2 path!=3
QuobyteVolumeSource group=5 readOnly:bool~=3 registry!=1 tenant=6 user=4 volume!=2
RBDVolumeSource fsType=3 image!=2 keyring=6 monitors:[string]?=1 pool=4 readOnly:bool~=8
  secretRef:LocalObjectReference=7 user=5
ScaleIOVolumeSource fsType=9 gateway!=1 protectionDomain=5 readOnly:bool~=10
  secretRef:LocalObjectReference?=3 sslEnabled:bool~=4 storageMode=7 storagePool=6 system!=2
  volumeName=8
SecretVolumeSource defaultMode:int=3 items:[KeyToPath]=2 optional:bool=4 secretName=1
StorageOSVolumeSource fsType=3 readOnly:bool~=4 secretRef:LocalObjectReference=5 volumeName=1
  volumeNamespace=2
VsphereVirtualDiskVolumeSource fsType=2 storagePolicyID=4 storagePolicyName=3 volumePath!=1
VolumeMountStatus mountPath!=2 name!=1 readOnly:bool~=3 recursiveReadOnly#=4
StatefulSetPersistentVolumeClaimRetentionPolicy whenDeleted=1 whenScaled=2
PersistentVolumeClaim metadata:ObjectMeta!=1 spec:PersistentVolumeClaimSpec!=2
  status:PersistentVolumeClaimStatus!=3
PersistentVolumeClaimStatus accessModes:[string]=2 allocatedResourceStatuses:{string}=7
  allocatedResources:{quantity}=5 capacity:{quantity}=3
  conditions:[PersistentVolumeClaimCondition]@type=4 currentVolumeAttributesClassName#=8
  modifyVolumeStatus:ModifyVolumeStatus=9 phase=1
PersistentVolumeClaimCondition lastProbeTime:time?=3 lastTransitionTime:time?=4 message=6 reason=5
  status!=2 type!=1
ModifyVolumeStatus status!=2 targetVolumeAttributesClassName=1
PersistentVolume metadata:ObjectMeta!=1 spec:PersistentVolumeSpec!=2
  status:PersistentVolumeStatus!=3
PersistentVolumeSpec accessModes:[string]=3
  awsElasticBlockStore:AWSElasticBlockStoreVolumeSource=2.2 azureDisk:AzureDiskVolumeSource=2.16
  azureFile:AzureFilePersistentVolumeSource=2.13 capacity:{quantity}=1
  cephfs:CephFSPersistentVolumeSource=2.9 cinder:CinderPersistentVolumeSource=2.8
  claimRef:ObjectReference=4 csi:CSIPersistentVolumeSource=2.22 fc:FCVolumeSource=2.10
  flexVolume:FlexPersistentVolumeSource=2.12 flocker:FlockerVolumeSource=2.11
  gcePersistentDisk:GCEPersistentDiskVolumeSource=2.1
  glusterfs:GlusterfsPersistentVolumeSource=2.4 hostPath:HostPathVolumeSource=2.3
  iscsi:ISCSIPersistentVolumeSource=2.7 local:LocalVolumeSource=2.20 mountOptions:[string]=7
  nfs:NFSVolumeSource=2.5 nodeAffinity:VolumeNodeAffinity=9 persistentVolumeReclaimPolicy=5
  photonPersistentDisk:PhotonPersistentDiskVolumeSource=2.17
  portworxVolume:PortworxVolumeSource=2.18 quobyte:QuobyteVolumeSource=2.15
  rbd:RBDPersistentVolumeSource=2.6 scaleIO:ScaleIOPersistentVolumeSource=2.19 storageClassName=6
  storageos:StorageOSPersistentVolumeSource=2.21 volumeAttributesClassName#=10 volumeMode#=8
  vsphereVolume:VsphereVirtualDiskVolumeSource=2.14
AzureFilePersistentVolumeSource readOnly:bool~=3 secretName!=1 secretNamespace?=4 shareName!=2
CephFSPersistentVolumeSource monitors:[string]?=1 path=2 readOnly:bool~=6 secretFile=4
  secretRef:SecretReference=5 user=3
CinderPersistentVolumeSource fsType=2 readOnly:bool~=3 secretRef:SecretReference=4 volumeID!=1
CSIPersistentVolumeSource controllerExpandSecretRef:SecretReference=9
  controllerPublishSecretRef:SecretReference=6 driver!=1 fsType=4
  nodeExpandSecretRef:SecretReference=10 nodePublishSecretRef:SecretReference=8
  nodeStageSecretRef:SecretReference=7 readOnly:bool~=3 volumeAttributes:{string}=5
  volumeHandle!=2
FlexPersistentVolumeSource driver!=1 fsType=2 options:{string}=5 readOnly:bool~=4
  secretRef:SecretReference=3
GlusterfsPersistentVolumeSource endpoints!=1 endpointsNamespace#=4 path!=2 readOnly:bool~=3
ISCSIPersistentVolumeSource chapAuthDiscovery:bool~=8 chapAuthSession:bool~=11 fsType=5
  initiatorName#=12 iqn!=2 iscsiInterface=4 lun:int!=3 portals:[string]=7 readOnly:bool~=6
  secretRef:SecretReference=10 targetPortal!=1
LocalVolumeSource fsType#=2 path!=1
VolumeNodeAffinity required:NodeSelector=1
RBDPersistentVolumeSource fsType=3 image!=2 keyring=6 monitors:[string]?=1 pool=4 readOnly:bool~=8
  secretRef:SecretReference=7 user=5
ScaleIOPersistentVolumeSource fsType=9 gateway!=1 protectionDomain=5 readOnly:bool~=10
  secretRef:SecretReference?=3 sslEnabled:bool~=4 storageMode=7 storagePool=6 system!=2
  volumeName=8
StorageOSPersistentVolumeSource fsType=3 readOnly:bool~=4 secretRef:ObjectReference=5 volumeName=1
  volumeNamespace=2
PersistentVolumeStatus lastPhaseTransitionTime:time=4 message=2 phase=1 reason=3
StorageClass allowVolumeExpansion:bool=6 allowedTopologies:[TopologySelectorTerm]=8
  metadata:ObjectMeta!=1 mountOptions:[string]=5 parameters:{string}=3 provisioner!=2
  reclaimPolicy#=4 volumeBindingMode#=7
TopologySelectorTerm matchLabelExpressions:[TopologySelectorLabelRequirement]=1
TopologySelectorLabelRequirement key!=1 values:[string]?=2
VolumeAttachment metadata:ObjectMeta!=1 spec:VolumeAttachmentSpec!=2
  status:VolumeAttachmentStatus!=3
VolumeAttachmentSpec attacher!=1 nodeName!=3 source:VolumeAttachmentSource!=2
VolumeAttachmentSource inlineVolumeSpec:PersistentVolumeSpec=2 persistentVolumeName#=1
VolumeAttachmentStatus attachError:VolumeError=3 attached:bool!=1 attachmentMetadata:{string}=2
  detachError:VolumeError=4
VolumeError errorCode:int=3 message=2 time:time?=1
CSIDriver metadata:ObjectMeta!=1 spec:CSIDriverSpec!=2
CSIDriverSpec attachRequired:bool=1 fsGroupPolicy#=5 nodeAllocatableUpdatePeriodSeconds:int=9
  podInfoOnMount:bool=2 requiresRepublish:bool=7 seLinuxMount:bool=8 storageCapacity:bool=4
  tokenRequests:[StorageTokenRequest]=6 volumeLifecycleModes:[string]=3
StorageTokenRequest audience!=1 expirationSeconds:int=2
CSIStorageCapacity capacity:quantity=4 maximumVolumeSize:quantity=5 metadata:ObjectMeta!=1
  nodeTopology:LabelSelector=2 storageClassName!=3
`
