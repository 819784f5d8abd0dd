// Types of roles, admission and reviews, in the notation of schema.ts.

/** Types of roles, admission and reviews. */
export const accessTypes = `
ValidatingAdmissionPolicy metadata:ObjectMeta! spec:ValidatingAdmissionPolicySpec!
  status:ValidatingAdmissionPolicyStatus!
ValidatingAdmissionPolicySpec auditAnnotations:[AuditAnnotation] failurePolicy
  matchConditions:[MatchCondition]@name matchConstraints:MatchResources paramKind:ParamKind
  validations:[Validation] variables:[Variable]@name
AuditAnnotation key! valueExpression!
MatchCondition expression! name!
MatchResources excludeResourceRules:[NamedRuleWithOperations] matchPolicy
  namespaceSelector:LabelSelector objectSelector:LabelSelector
  resourceRules:[NamedRuleWithOperations]
NamedRuleWithOperations apiGroups:[string] apiVersions:[string] operations:[string]
  resourceNames:[string] resources:[string] scope
ParamKind apiVersion kind
Validation expression! message messageExpression reason
Variable expression! name!
ValidatingAdmissionPolicyStatus conditions:[Condition] observedGeneration:int~
  typeChecking:TypeChecking
TypeChecking expressionWarnings:[ExpressionWarning]
ExpressionWarning fieldRef! warning!
ValidatingAdmissionPolicyBinding metadata:ObjectMeta! spec:ValidatingAdmissionPolicyBindingSpec!
ValidatingAdmissionPolicyBindingSpec matchResources:MatchResources paramRef:ParamRef policyName
  validationActions:[string]
ParamRef name namespace parameterNotFoundAction selector:LabelSelector
ValidatingWebhookConfiguration metadata:ObjectMeta! webhooks:[ValidatingWebhook]@name
ValidatingWebhook admissionReviewVersions:[string]! clientConfig:AdmissionWebhookClientConfig!
  failurePolicy matchConditions:[MatchCondition]@name matchPolicy name!
  namespaceSelector:LabelSelector objectSelector:LabelSelector rules:[RuleWithOperations]
  sideEffects! timeoutSeconds:int
AdmissionWebhookClientConfig caBundle:bytes service:AdmissionServiceReference url
AdmissionServiceReference name! namespace! path port:int
RuleWithOperations apiGroups:[string] apiVersions:[string] operations:[string] resources:[string]
  scope
MutatingWebhookConfiguration metadata:ObjectMeta! webhooks:[MutatingWebhook]@name
MutatingWebhook admissionReviewVersions:[string]! clientConfig:AdmissionWebhookClientConfig!
  failurePolicy matchConditions:[MatchCondition]@name matchPolicy name!
  namespaceSelector:LabelSelector objectSelector:LabelSelector reinvocationPolicy
  rules:[RuleWithOperations] sideEffects! timeoutSeconds:int
Role metadata:ObjectMeta! rules:[PolicyRule]
PolicyRule apiGroups:[string] nonResourceURLs:[string] resourceNames:[string] resources:[string]
  verbs:[string]!
RoleBinding metadata:ObjectMeta! roleRef:RoleRef! subjects:[RbacSubject]
RoleRef apiGroup! kind! name!
RbacSubject apiGroup kind! name! namespace
ClusterRole aggregationRule:AggregationRule metadata:ObjectMeta! rules:[PolicyRule]
AggregationRule clusterRoleSelectors:[LabelSelector]
ClusterRoleBinding metadata:ObjectMeta! roleRef:RoleRef! subjects:[RbacSubject]
SubjectAccessReview metadata:ObjectMeta! spec:SubjectAccessReviewSpec!
  status:SubjectAccessReviewStatus!
SubjectAccessReviewSpec extra:{[string]} groups:[string]
  nonResourceAttributes:NonResourceAttributes resourceAttributes:ResourceAttributes uid user
NonResourceAttributes path verb
ResourceAttributes fieldSelector:FieldSelectorAttributes group
  labelSelector:LabelSelectorAttributes name namespace resource subresource verb version
FieldSelectorAttributes rawSelector requirements:[FieldSelectorRequirement]
FieldSelectorRequirement key! operator! values:[string]
LabelSelectorAttributes rawSelector requirements:[LabelSelectorRequirement]
SubjectAccessReviewStatus allowed:bool! denied:bool evaluationError reason
SelfSubjectAccessReview metadata:ObjectMeta! spec:SelfSubjectAccessReviewSpec!
  status:SubjectAccessReviewStatus!
SelfSubjectAccessReviewSpec nonResourceAttributes:NonResourceAttributes
  resourceAttributes:ResourceAttributes
TokenReview metadata:ObjectMeta! spec:TokenReviewSpec! status:TokenReviewStatus!
TokenReviewSpec audiences:[string] token
TokenReviewStatus audiences:[string] authenticated:bool error user:UserInfo
UserInfo extra:{[string]} groups:[string] uid username
TokenRequest metadata:ObjectMeta! spec:TokenRequestSpec! status:TokenRequestStatus!
TokenRequestSpec audiences:[string]! boundObjectRef:BoundObjectReference? expirationSeconds:int?
BoundObjectReference apiVersion kind name uid
TokenRequestStatus expirationTimestamp:time? token!
`
