// Types of volumes of pods, claims and storage, in the notation of schema.ts.

/** Types of volumes of pods, claims and storage. */
export const volumesTypes = `
VolumeDevice devicePath! name!
VolumeMount mountPath! mountPropagation name! readOnly:bool~ recursiveReadOnly subPath subPathExpr
Volume awsElasticBlockStore:AWSElasticBlockStoreVolumeSource azureDisk:AzureDiskVolumeSource
  azureFile:AzureFileVolumeSource cephfs:CephFSVolumeSource cinder:CinderVolumeSource
  configMap:ConfigMapVolumeSource csi:CSIVolumeSource downwardAPI:DownwardAPIVolumeSource
  emptyDir:EmptyDirVolumeSource ephemeral:EphemeralVolumeSource fc:FCVolumeSource
  flexVolume:FlexVolumeSource flocker:FlockerVolumeSource
  gcePersistentDisk:GCEPersistentDiskVolumeSource gitRepo:GitRepoVolumeSource
  glusterfs:GlusterfsVolumeSource hostPath:HostPathVolumeSource image:ImageVolumeSource
  iscsi:ISCSIVolumeSource name! nfs:NFSVolumeSource
  persistentVolumeClaim:PersistentVolumeClaimVolumeSource
  photonPersistentDisk:PhotonPersistentDiskVolumeSource portworxVolume:PortworxVolumeSource
  projected:ProjectedVolumeSource quobyte:QuobyteVolumeSource rbd:RBDVolumeSource
  scaleIO:ScaleIOVolumeSource secret:SecretVolumeSource storageos:StorageOSVolumeSource
  vsphereVolume:VsphereVirtualDiskVolumeSource
AWSElasticBlockStoreVolumeSource fsType partition:int readOnly:bool~ volumeID!
AzureDiskVolumeSource cachingMode diskName! diskURI! fsType kind readOnly:bool~
AzureFileVolumeSource readOnly:bool~ secretName! shareName!
CephFSVolumeSource monitors:[string]! path readOnly:bool~ secretFile
  secretRef:LocalObjectReference user
CinderVolumeSource fsType readOnly:bool~ secretRef:LocalObjectReference volumeID!
ConfigMapVolumeSource defaultMode:int items:[KeyToPath] name optional:bool
KeyToPath key! mode:int path!
CSIVolumeSource driver! fsType nodePublishSecretRef:LocalObjectReference readOnly:bool~
  volumeAttributes:{string}
DownwardAPIVolumeSource defaultMode:int items:[DownwardAPIVolumeFile]
DownwardAPIVolumeFile fieldRef:ObjectFieldSelector mode:int path!
  resourceFieldRef:ResourceFieldSelector
EmptyDirVolumeSource medium sizeLimit:quantity
EphemeralVolumeSource volumeClaimTemplate:PersistentVolumeClaimTemplate
PersistentVolumeClaimTemplate metadata:ObjectMeta! spec:PersistentVolumeClaimSpec!
PersistentVolumeClaimSpec accessModes:[string] dataSource:TypedLocalObjectReference
  dataSourceRef:TypedObjectReference resources:VolumeResourceRequirements! selector:LabelSelector
  storageClassName volumeAttributesClassName volumeMode volumeName storageClassName#
VolumeResourceRequirements limits:{quantity} requests:{quantity}
FCVolumeSource fsType lun:int readOnly:bool~ targetWWNs:[string] wwids:[string]
FlexVolumeSource driver! fsType options:{string} readOnly:bool~ secretRef:LocalObjectReference
FlockerVolumeSource datasetName datasetUUID
GCEPersistentDiskVolumeSource fsType partition:int pdName! readOnly:bool~
GitRepoVolumeSource directory repository! revision
GlusterfsVolumeSource endpoints! path! readOnly:bool~
HostPathVolumeSource path! type
ImageVolumeSource pullPolicy reference
ISCSIVolumeSource chapAuthDiscovery:bool chapAuthSession:bool fsType initiatorName iqn!
  iscsiInterface lun:int! portals:[string] readOnly:bool~ secretRef:LocalObjectReference
  targetPortal!
NFSVolumeSource path! readOnly:bool~ server!
PersistentVolumeClaimVolumeSource claimName! readOnly:bool~
PhotonPersistentDiskVolumeSource fsType pdID!
PortworxVolumeSource fsType readOnly:bool~ volumeID!
ProjectedVolumeSource defaultMode:int sources:[VolumeProjection]
VolumeProjection clusterTrustBundle:ClusterTrustBundleProjection configMap:ConfigMapProjection
  downwardAPI:DownwardAPIProjection podCertificate:PodCertificateProjection
  secret:SecretProjection serviceAccountToken:ServiceAccountTokenProjection
ClusterTrustBundleProjection labelSelector:LabelSelector name optional:bool path! signerName
ConfigMapProjection items:[KeyToPath] name optional:bool
DownwardAPIProjection items:[DownwardAPIVolumeFile]
PodCertificateProjection certificateChainPath credentialBundlePath keyPath keyType!
  maxExpirationSeconds:int signerName!
SecretProjection items:[KeyToPath] name optional:bool
ServiceAccountTokenProjection audience expirationSeconds:int path!
QuobyteVolumeSource group readOnly:bool~ registry! tenant user volume!
RBDVolumeSource fsType image! keyring monitors:[string]! pool readOnly:bool~
  secretRef:LocalObjectReference user
ScaleIOVolumeSource fsType gateway! protectionDomain readOnly:bool~
  secretRef:LocalObjectReference! sslEnabled:bool storageMode storagePool system! volumeName
SecretVolumeSource defaultMode:int items:[KeyToPath] optional:bool secretName
StorageOSVolumeSource fsType readOnly:bool~ secretRef:LocalObjectReference volumeName
  volumeNamespace
VsphereVirtualDiskVolumeSource fsType storagePolicyID storagePolicyName volumePath!
VolumeMountStatus mountPath! name! readOnly:bool~ recursiveReadOnly
StatefulSetPersistentVolumeClaimRetentionPolicy whenDeleted whenScaled
PersistentVolumeClaim metadata:ObjectMeta! spec:PersistentVolumeClaimSpec!
  status:PersistentVolumeClaimStatus!
PersistentVolumeClaimStatus accessModes:[string] allocatedResourceStatuses:{string}
  allocatedResources:{quantity} capacity:{quantity}
  conditions:[PersistentVolumeClaimCondition]@type currentVolumeAttributesClassName
  modifyVolumeStatus:ModifyVolumeStatus phase
PersistentVolumeClaimCondition lastProbeTime:time lastTransitionTime:time message reason status!
  type!
ModifyVolumeStatus status! targetVolumeAttributesClassName
PersistentVolume metadata:ObjectMeta! spec:PersistentVolumeSpec! status:PersistentVolumeStatus!
PersistentVolumeSpec accessModes:[string] awsElasticBlockStore:AWSElasticBlockStoreVolumeSource
  azureDisk:AzureDiskVolumeSource azureFile:AzureFilePersistentVolumeSource capacity:{quantity}
  cephfs:CephFSPersistentVolumeSource cinder:CinderPersistentVolumeSource claimRef:ObjectReference
  csi:CSIPersistentVolumeSource fc:FCVolumeSource flexVolume:FlexPersistentVolumeSource
  flocker:FlockerVolumeSource gcePersistentDisk:GCEPersistentDiskVolumeSource
  glusterfs:GlusterfsPersistentVolumeSource hostPath:HostPathVolumeSource
  iscsi:ISCSIPersistentVolumeSource local:LocalVolumeSource mountOptions:[string]
  nfs:NFSVolumeSource nodeAffinity:VolumeNodeAffinity persistentVolumeReclaimPolicy
  photonPersistentDisk:PhotonPersistentDiskVolumeSource portworxVolume:PortworxVolumeSource
  quobyte:QuobyteVolumeSource rbd:RBDPersistentVolumeSource scaleIO:ScaleIOPersistentVolumeSource
  storageClassName storageos:StorageOSPersistentVolumeSource volumeAttributesClassName volumeMode
  vsphereVolume:VsphereVirtualDiskVolumeSource
AzureFilePersistentVolumeSource readOnly:bool~ secretName! secretNamespace shareName!
CephFSPersistentVolumeSource monitors:[string]! path readOnly:bool~ secretFile
  secretRef:SecretReference user
CinderPersistentVolumeSource fsType readOnly:bool~ secretRef:SecretReference volumeID!
CSIPersistentVolumeSource controllerExpandSecretRef:SecretReference
  controllerPublishSecretRef:SecretReference driver! fsType nodeExpandSecretRef:SecretReference
  nodePublishSecretRef:SecretReference nodeStageSecretRef:SecretReference readOnly:bool~
  volumeAttributes:{string} volumeHandle!
FlexPersistentVolumeSource driver! fsType options:{string} readOnly:bool~
  secretRef:SecretReference
GlusterfsPersistentVolumeSource endpoints! endpointsNamespace path! readOnly:bool~
ISCSIPersistentVolumeSource chapAuthDiscovery:bool chapAuthSession:bool fsType initiatorName iqn!
  iscsiInterface lun:int! portals:[string] readOnly:bool~ secretRef:SecretReference targetPortal!
LocalVolumeSource fsType path!
VolumeNodeAffinity required:NodeSelector
RBDPersistentVolumeSource fsType image! keyring monitors:[string]! pool readOnly:bool~
  secretRef:SecretReference user
ScaleIOPersistentVolumeSource fsType gateway! protectionDomain readOnly:bool~
  secretRef:SecretReference! sslEnabled:bool storageMode storagePool system! volumeName
StorageOSPersistentVolumeSource fsType readOnly:bool~ secretRef:ObjectReference volumeName
  volumeNamespace
PersistentVolumeStatus lastPhaseTransitionTime:time message phase reason
StorageClass allowVolumeExpansion:bool allowedTopologies:[TopologySelectorTerm]
  metadata:ObjectMeta! mountOptions:[string] parameters:{string} provisioner! reclaimPolicy
  volumeBindingMode
TopologySelectorTerm matchLabelExpressions:[TopologySelectorLabelRequirement]
TopologySelectorLabelRequirement key! values:[string]!
VolumeAttachment metadata:ObjectMeta! spec:VolumeAttachmentSpec! status:VolumeAttachmentStatus!
VolumeAttachmentSpec attacher! nodeName! source:VolumeAttachmentSource!
VolumeAttachmentSource inlineVolumeSpec:PersistentVolumeSpec persistentVolumeName
VolumeAttachmentStatus attachError:VolumeError attached:bool! attachmentMetadata:{string}
  detachError:VolumeError
VolumeError errorCode:int message time:time
CSIDriver metadata:ObjectMeta! spec:CSIDriverSpec!
CSIDriverSpec attachRequired:bool fsGroupPolicy nodeAllocatableUpdatePeriodSeconds:int
  podInfoOnMount:bool requiresRepublish:bool seLinuxMount:bool storageCapacity:bool
  tokenRequests:[StorageTokenRequest] volumeLifecycleModes:[string]
StorageTokenRequest audience! expirationSeconds:int
CSIStorageCapacity capacity:quantity maximumVolumeSize:quantity metadata:ObjectMeta!
  nodeTopology:LabelSelector storageClassName!
`
