// What is kept of an app's earlier manifests: objects of Kubernetes' own kind for that.

/** The kind, in `apps/v1`. */
export const revisionKind = 'ControllerRevision'
