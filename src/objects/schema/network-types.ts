// Types of services, endpoints, ingress and network policy, in the notation of schema.ts.

/** Types of services, endpoints, ingress and network policy. */
export const networkTypes = `
Service metadata:ObjectMeta! spec:ServiceSpec! status:ServiceStatus!
ServiceSpec allocateLoadBalancerNodePorts:bool clusterIP clusterIPs:[string] externalIPs:[string]
  externalName externalTrafficPolicy healthCheckNodePort:int~ internalTrafficPolicy
  ipFamilies:[string] ipFamilyPolicy loadBalancerClass loadBalancerIP
  loadBalancerSourceRanges:[string] ports:[ServicePort]@port publishNotReadyAddresses:bool~
  selector:{string} sessionAffinity sessionAffinityConfig:SessionAffinityConfig
  trafficDistribution type
ServicePort appProtocol name nodePort:int~ port:int! protocol targetPort:int|string
SessionAffinityConfig clientIP:ClientIPConfig
ClientIPConfig timeoutSeconds:int
ServiceStatus conditions:[Condition]@type loadBalancer:LoadBalancerStatus!
LoadBalancerStatus ingress:[LoadBalancerIngress]
LoadBalancerIngress hostname ip ipMode ports:[PortStatus]
PortStatus error port:int! protocol!
Endpoints metadata:ObjectMeta! subsets:[EndpointSubset]
EndpointSubset addresses:[EndpointAddress] notReadyAddresses:[EndpointAddress]
  ports:[CoreEndpointPort]
EndpointAddress hostname ip! nodeName targetRef:ObjectReference
CoreEndpointPort appProtocol name port:int! protocol
EndpointSlice addressType! endpoints:[Endpoint]! metadata:ObjectMeta!
  ports:[DiscoveryEndpointPort]
Endpoint addresses:[string]! conditions:EndpointConditions deprecatedTopology:{string}
  hints:EndpointHints hostname nodeName targetRef:ObjectReference zone
EndpointConditions ready:bool serving:bool terminating:bool
EndpointHints forNodes:[ForNode] forZones:[ForZone]
ForNode name!
ForZone name!
DiscoveryEndpointPort appProtocol name port:int protocol
NetworkPolicy metadata:ObjectMeta! spec:NetworkPolicySpec!
NetworkPolicySpec egress:[NetworkPolicyEgressRule] ingress:[NetworkPolicyIngressRule]
  podSelector:LabelSelector policyTypes:[string]
NetworkPolicyEgressRule ports:[NetworkPolicyPort] to:[NetworkPolicyPeer]
NetworkPolicyPort endPort:int port:int|string protocol
NetworkPolicyPeer ipBlock:IPBlock namespaceSelector:LabelSelector podSelector:LabelSelector
IPBlock cidr! except:[string]
NetworkPolicyIngressRule from:[NetworkPolicyPeer] ports:[NetworkPolicyPort]
Ingress metadata:ObjectMeta! spec:IngressSpec! status:IngressStatus!
IngressSpec defaultBackend:IngressBackend ingressClassName rules:[IngressRule] tls:[IngressTLS]
IngressBackend resource:TypedLocalObjectReference service:IngressServiceBackend
IngressServiceBackend name! port:ServiceBackendPort
ServiceBackendPort name number:int
IngressRule host http:HTTPIngressRuleValue
HTTPIngressRuleValue paths:[HTTPIngressPath]!
HTTPIngressPath backend:IngressBackend! path pathType!
IngressTLS hosts:[string] secretName
IngressStatus loadBalancer:IngressLoadBalancerStatus!
IngressLoadBalancerStatus ingress:[IngressLoadBalancerIngress]
IngressLoadBalancerIngress hostname ip ports:[IngressPortStatus]
IngressPortStatus error port:int! protocol!
IngressClass metadata:ObjectMeta! spec:IngressClassSpec!
IngressClassSpec controller parameters:IngressClassParametersReference
IngressClassParametersReference apiGroup kind! name! namespace scope
`
