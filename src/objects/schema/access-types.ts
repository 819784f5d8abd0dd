// Types of roles, admission and reviews, in the notation of schema.ts.

/** Types of roles, admission and reviews. */
export const accessTypes = `
ValidatingAdmissionPolicy metadata:ObjectMeta!=1 spec:ValidatingAdmissionPolicySpec!=2
  status:ValidatingAdmissionPolicyStatus!=3
ValidatingAdmissionPolicySpec auditAnnotations:[AuditAnnotation]=5 failurePolicy#=4
  matchConditions:[MatchCondition]@name=6 matchConstraints:MatchResources=2 paramKind:ParamKind=1
  validations:[Validation]=3 variables:[Variable]@name=7
AuditAnnotation key!=1 valueExpression!=2
MatchCondition expression!=2 name!=1
MatchResources excludeResourceRules:[NamedRuleWithOperations]=4 matchPolicy#=7
  namespaceSelector:LabelSelector=1 objectSelector:LabelSelector=2
  resourceRules:[NamedRuleWithOperations]=3
NamedRuleWithOperations apiGroups:[string]=2.2.1 apiVersions:[string]=2.2.2
  operations:[string]=2.1 resourceNames:[string]=1 resources:[string]=2.2.3 scope#=2.2.4
ParamKind apiVersion=1 kind=2
Validation expression!=1 message=2 messageExpression=4 reason#=3
Variable expression!=2 name!=1
ValidatingAdmissionPolicyStatus conditions:[Condition]=3 observedGeneration:int~=1
  typeChecking:TypeChecking=2
TypeChecking expressionWarnings:[ExpressionWarning]=1
ExpressionWarning fieldRef!=2 warning!=3
ValidatingAdmissionPolicyBinding metadata:ObjectMeta!=1
  spec:ValidatingAdmissionPolicyBindingSpec!=2
ValidatingAdmissionPolicyBindingSpec matchResources:MatchResources=3 paramRef:ParamRef=2
  policyName=1 validationActions:[string]=4
ParamRef name=1 namespace=2 parameterNotFoundAction#=4 selector:LabelSelector=3
ValidatingWebhookConfiguration metadata:ObjectMeta!=1 webhooks:[ValidatingWebhook]@name=2
ValidatingWebhook admissionReviewVersions:[string]?=8 clientConfig:AdmissionWebhookClientConfig!=2
  failurePolicy#=4 matchConditions:[MatchCondition]@name=11 matchPolicy#=9 name!=1
  namespaceSelector:LabelSelector=5 objectSelector:LabelSelector=10 rules:[RuleWithOperations]=3
  sideEffects?=6 timeoutSeconds:int=7
AdmissionWebhookClientConfig caBundle:bytes=2 service:AdmissionServiceReference=1 url#=3
AdmissionServiceReference name!=2 namespace!=1 path#=3 port:int=4
RuleWithOperations apiGroups:[string]=2.1 apiVersions:[string]=2.2 operations:[string]=1
  resources:[string]=2.3 scope#=2.4
MutatingWebhookConfiguration metadata:ObjectMeta!=1 webhooks:[MutatingWebhook]@name=2
MutatingWebhook admissionReviewVersions:[string]?=8 clientConfig:AdmissionWebhookClientConfig!=2
  failurePolicy#=4 matchConditions:[MatchCondition]@name=12 matchPolicy#=9 name!=1
  namespaceSelector:LabelSelector=5 objectSelector:LabelSelector=11 reinvocationPolicy#=10
  rules:[RuleWithOperations]=3 sideEffects?=6 timeoutSeconds:int=7
Role metadata:ObjectMeta!=1 rules:[PolicyRule]?=2
PolicyRule apiGroups:[string]=2 nonResourceURLs:[string]=5 resourceNames:[string]=4
  resources:[string]=3 verbs:[string]?=1
RoleBinding metadata:ObjectMeta!=1 roleRef:RoleRef!=3 subjects:[RbacSubject]=2
RoleRef apiGroup!=1 kind!=2 name!=3
RbacSubject apiGroup=2 kind!=1 name!=3 namespace=4
ClusterRole aggregationRule:AggregationRule=3 metadata:ObjectMeta!=1 rules:[PolicyRule]?=2
AggregationRule clusterRoleSelectors:[LabelSelector]=1
ClusterRoleBinding metadata:ObjectMeta!=1 roleRef:RoleRef!=3 subjects:[RbacSubject]=2
SubjectAccessReview metadata:ObjectMeta!=1 spec:SubjectAccessReviewSpec!=2
  status:SubjectAccessReviewStatus!=3
SubjectAccessReviewSpec extra:{[string]}=5 groups:[string]=4
  nonResourceAttributes:NonResourceAttributes=2 resourceAttributes:ResourceAttributes=1 uid=6
  user=3
NonResourceAttributes path=1 verb=2
ResourceAttributes fieldSelector:FieldSelectorAttributes=8 group=3
  labelSelector:LabelSelectorAttributes=9 name=7 namespace=1 resource=5 subresource=6 verb=2
  version=4
FieldSelectorAttributes rawSelector=1 requirements:[FieldSelectorRequirement]=2
FieldSelectorRequirement key!=1 operator!=2 values:[string]=3
LabelSelectorAttributes rawSelector=1 requirements:[LabelSelectorRequirement]=2
SubjectAccessReviewStatus allowed:bool!=1 denied:bool~=4 evaluationError=3 reason=2
SelfSubjectAccessReview metadata:ObjectMeta!=1 spec:SelfSubjectAccessReviewSpec!=2
  status:SubjectAccessReviewStatus!=3
SelfSubjectAccessReviewSpec nonResourceAttributes:NonResourceAttributes=2
  resourceAttributes:ResourceAttributes=1
TokenReview metadata:ObjectMeta!=1 spec:TokenReviewSpec!=2 status:TokenReviewStatus!=3
TokenReviewSpec audiences:[string]=2 token=1
TokenReviewStatus audiences:[string]=4 authenticated:bool~=1 error=3 user:UserInfo!=2
UserInfo extra:{[string]}=4 groups:[string]=3 uid=2 username=1
TokenRequest metadata:ObjectMeta!=1 spec:TokenRequestSpec!=2 status:TokenRequestStatus!=3
TokenRequestSpec audiences:[string]?=1 boundObjectRef:BoundObjectReference?=3
  expirationSeconds:int?=4
BoundObjectReference apiVersion=2 kind=1 name=3 uid=4
TokenRequestStatus expirationTimestamp:time?=2 token!=1
LocalSubjectAccessReview metadata:ObjectMeta!=1 spec:SubjectAccessReviewSpec!=2
  status:SubjectAccessReviewStatus!=3
SelfSubjectReview metadata:ObjectMeta!=1 status:SelfSubjectReviewStatus!=2
SelfSubjectReviewStatus userInfo:UserInfo!=1
SelfSubjectRulesReview metadata:ObjectMeta!=1 spec:SelfSubjectRulesReviewSpec!=2
  status:SubjectRulesReviewStatus!=3
SelfSubjectRulesReviewSpec namespace=1
SubjectRulesReviewStatus evaluationError=4 incomplete:bool!=3
  nonResourceRules:[NonResourceRule]?=2 resourceRules:[ResourceRule]?=1
ResourceRule apiGroups:[string]=2 resourceNames:[string]=4 resources:[string]=3 verbs:[string]?=1
NonResourceRule nonResourceURLs:[string]=2 verbs:[string]?=1
`
