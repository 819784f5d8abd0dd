// Types of custom resource definitions, in the notation of schema.ts.

/** Types of custom resource definitions. */
export const definitionsTypes = `
CustomResourceDefinition metadata:ObjectMeta! spec:CustomResourceDefinitionSpec!
  status:CustomResourceDefinitionStatus!
CustomResourceDefinitionSpec conversion:CustomResourceConversion group!
  names:CustomResourceDefinitionNames! preserveUnknownFields:bool scope!
  versions:[CustomResourceDefinitionVersion]!
CustomResourceConversion strategy! webhook:WebhookConversion
WebhookConversion clientConfig:ExtensionWebhookClientConfig conversionReviewVersions:[string]!
ExtensionWebhookClientConfig caBundle:bytes service:ExtensionServiceReference url
ExtensionServiceReference name! namespace! path port:int
CustomResourceDefinitionNames categories:[string] kind! listKind plural! shortNames:[string]
  singular
CustomResourceDefinitionVersion additionalPrinterColumns:[CustomResourceColumnDefinition]
  deprecated:bool deprecationWarning name! schema:CustomResourceValidation
  selectableFields:[SelectableField] served:bool! storage:bool!
  subresources:CustomResourceSubresources
CustomResourceColumnDefinition description format jsonPath! name! priority:int type!
CustomResourceValidation openAPIV3Schema:JSONSchemaProps
JSONSchemaProps $ref $schema additionalItems:any additionalProperties:any allOf:[JSONSchemaProps]
  anyOf:[JSONSchemaProps] default:any definitions:{JSONSchemaProps} dependencies:{any} description
  enum:[any] example:any exclusiveMaximum:bool exclusiveMinimum:bool
  externalDocs:ExternalDocumentation format id items:any maxItems:int maxLength:int
  maxProperties:int maximum:number minItems:int minLength:int minProperties:int minimum:number
  multipleOf:number not:JSONSchemaProps nullable:bool oneOf:[JSONSchemaProps] pattern
  patternProperties:{JSONSchemaProps} properties:{JSONSchemaProps} required:[string] title type
  uniqueItems:bool x-kubernetes-embedded-resource:bool x-kubernetes-int-or-string:bool
  x-kubernetes-list-map-keys:[string] x-kubernetes-list-type x-kubernetes-map-type
  x-kubernetes-preserve-unknown-fields:bool x-kubernetes-validations:[ValidationRule]
ExternalDocumentation description url
ValidationRule fieldPath message messageExpression optionalOldSelf:bool reason rule!
SelectableField jsonPath!
CustomResourceSubresources scale:CustomResourceSubresourceScale status:any
CustomResourceSubresourceScale labelSelectorPath specReplicasPath! statusReplicasPath!
CustomResourceDefinitionStatus acceptedNames:CustomResourceDefinitionNames!
  conditions:[CustomResourceDefinitionCondition]! storedVersions:[string]!
CustomResourceDefinitionCondition lastTransitionTime:time? message reason status! type!
`
