// What selectors of units see: labels, and annotations under keys that no label can have.

type Texts = Readonly<Record<string, string>>

/** The key under which an annotation is seen: keys of labels have no spaces. */
export const annotationKey = (name: string): string => `annotation ${name}`

/** Labels with annotations beside them. */
export const withAnnotations = (labels: Texts = {}, annotations: Texts = {}): Texts => ({
  ...labels,
  ...Object.fromEntries(
    Object.entries(annotations).map(([name, value]) => [annotationKey(name), value]),
  ),
})
