// Types of services, endpoints, ingress and network policy, in the notation of schema.ts.

/** Types of services, endpoints, ingress and network policy. */
export const networkTypes = `
Service metadata:ObjectMeta!=1 spec:ServiceSpec!=2 status:ServiceStatus!=3
ServiceSpec allocateLoadBalancerNodePorts:bool=20 clusterIP=3 clusterIPs:[string]=18
  externalIPs:[string]=5 externalName=10 externalTrafficPolicy=11 healthCheckNodePort:int~=12
  internalTrafficPolicy#=22 ipFamilies:[string]=19 ipFamilyPolicy#=17 loadBalancerClass#=21
  loadBalancerIP=8 loadBalancerSourceRanges:[string]=9 ports:[ServicePort]@port=1
  publishNotReadyAddresses:bool~=13 selector:{string}=2 sessionAffinity=7
  sessionAffinityConfig:SessionAffinityConfig=14 trafficDistribution#=23 type=4
ServicePort appProtocol#=6 name=1 nodePort:int~=5 port:int!=3 protocol=2 targetPort:int|string!=4
SessionAffinityConfig clientIP:ClientIPConfig=1
ClientIPConfig timeoutSeconds:int=1
ServiceStatus conditions:[Condition]@type=2 loadBalancer:LoadBalancerStatus!=1
LoadBalancerStatus ingress:[LoadBalancerIngress]=1
LoadBalancerIngress hostname=2 ip=1 ipMode#=3 ports:[PortStatus]=4
PortStatus error#=3 port:int!=1 protocol!=2
Endpoints metadata:ObjectMeta!=1 subsets:[EndpointSubset]=2
EndpointSubset addresses:[EndpointAddress]=1 notReadyAddresses:[EndpointAddress]=2
  ports:[CoreEndpointPort]=3
EndpointAddress hostname=3 ip!=1 nodeName#=4 targetRef:ObjectReference=2
CoreEndpointPort appProtocol#=4 name=1 port:int!=2 protocol=3
EndpointSlice addressType!=4 endpoints:[Endpoint]?=2 metadata:ObjectMeta!=1
  ports:[DiscoveryEndpointPort]?=3
Endpoint addresses:[string]?=1 conditions:EndpointConditions!=2 deprecatedTopology:{string}=5
  hints:EndpointHints=8 hostname#=3 nodeName#=6 targetRef:ObjectReference=4 zone#=7
EndpointConditions ready:bool=1 serving:bool=2 terminating:bool=3
EndpointHints forNodes:[ForNode]=2 forZones:[ForZone]=1
ForNode name!=1
ForZone name!=1
DiscoveryEndpointPort appProtocol#=4 name#=1 port:int=3 protocol#=2
NetworkPolicy metadata:ObjectMeta!=1 spec:NetworkPolicySpec!=2
NetworkPolicySpec egress:[NetworkPolicyEgressRule]=3 ingress:[NetworkPolicyIngressRule]=2
  podSelector:LabelSelector!=1 policyTypes:[string]=4
NetworkPolicyEgressRule ports:[NetworkPolicyPort]=1 to:[NetworkPolicyPeer]=2
NetworkPolicyPort endPort:int=3 port:int|string=2 protocol#=1
NetworkPolicyPeer ipBlock:IPBlock=3 namespaceSelector:LabelSelector=2 podSelector:LabelSelector=1
IPBlock cidr!=1 except:[string]=2
NetworkPolicyIngressRule from:[NetworkPolicyPeer]=2 ports:[NetworkPolicyPort]=1
Ingress metadata:ObjectMeta!=1 spec:IngressSpec!=2 status:IngressStatus!=3
IngressSpec defaultBackend:IngressBackend=1 ingressClassName#=4 rules:[IngressRule]=3
  tls:[IngressTLS]=2
IngressBackend resource:TypedLocalObjectReference=3 service:IngressServiceBackend=4
IngressServiceBackend name!=1 port:ServiceBackendPort!=2
ServiceBackendPort name=1 number:int~=2
IngressRule host=1 http:HTTPIngressRuleValue=2.1
HTTPIngressRuleValue paths:[HTTPIngressPath]?=1
HTTPIngressPath backend:IngressBackend!=2 path=1 pathType?=3
IngressTLS hosts:[string]=1 secretName=2
IngressStatus loadBalancer:IngressLoadBalancerStatus!=1
IngressLoadBalancerStatus ingress:[IngressLoadBalancerIngress]=1
IngressLoadBalancerIngress hostname=2 ip=1 ports:[IngressPortStatus]=4
IngressPortStatus error#=3 port:int!=1 protocol!=2
IngressClass metadata:ObjectMeta!=1 spec:IngressClassSpec!=2
IngressClassSpec controller=1 parameters:IngressClassParametersReference=2
IngressClassParametersReference apiGroup#=1 kind!=2 name!=3 namespace#=5 scope?=4
`
