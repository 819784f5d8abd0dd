// The name of an image in parts: `[registry/]repository[:tag][@digest]`, and a part of it overridden.

/** The parts of an image's name; empty where there is none. */
export interface Image {
  readonly registry: string
  readonly repository: string
  readonly tag: string
  readonly digest: string
}

/** A part of an image's name overridden: as the manifest spells it. */
export interface ImageOverride {
  readonly component: string
  readonly operator: string
  readonly value: string
}

/** Reads an image's name. Its first part is a registry only if it looks like a host. */
export function parseImage(name: string): Image {
  const [withTag = '', digest = ''] = name.split('@')
  const colon = withTag.indexOf(':', withTag.lastIndexOf('/') + 1)
  const path = colon === -1 ? withTag : withTag.slice(0, colon)
  const tag = colon === -1 ? '' : withTag.slice(colon + 1)
  const slash = path.indexOf('/')
  const first = slash === -1 ? '' : path.slice(0, slash)
  const isHost = /[.:]/.test(first) || first === 'localhost'
  return isHost
    ? { registry: first, repository: path.slice(slash + 1), tag, digest }
    : { registry: '', repository: path, tag, digest }
}

const written = ({ registry, repository, tag, digest }: Image): string =>
  (registry === '' ? '' : `${registry}/`) +
  repository +
  (tag === '' ? '' : `:${tag}`) +
  (digest === '' ? '' : `@${digest}`)

const operators = ['add', 'replace', 'remove']

/** The name of an image with one part overridden, or what is wrong. */
export function overriddenImage(name: string, override: ImageOverride): string | { wrong: string } {
  const { component, operator, value } = override
  if (!operators.includes(operator))
    return { wrong: `expected the operator ${operators.join(', ')}, got "${operator}"` }
  const image = parseImage(name)
  const changed = (old: string) =>
    operator === 'add' ? old + value : operator === 'replace' ? value : ''
  switch (component) {
    case 'Registry':
      return complete({ ...image, registry: changed(image.registry) })
    case 'Repository':
      return complete({ ...image, repository: changed(image.repository) })
    case 'Tag':
      return operator === 'remove' ? complete(untagged(image)) : tagged(image, override)
    default:
      return { wrong: `expected the component Registry, Repository or Tag, got "${component}"` }
  }
}

const complete = (image: Image): string | { wrong: string } =>
  image.repository === ''
    ? { wrong: 'expected an image that has a repository afterwards, it has none' }
    : written(image)

/** The tag goes if there is one, else the digest. */
const untagged = (image: Image): Image =>
  image.tag === '' ? { ...image, digest: '' } : { ...image, tag: '' }

const tagForm = /^\w[\w.-]{0,127}$/
const digestForm = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/

/** A new tag or digest; the digest of another content goes with the old tag. */
function tagged(image: Image, { operator, value }: ImageOverride): string | { wrong: string } {
  const old = image.tag === '' ? image.digest : image.tag
  const now = operator === 'add' ? old + value : value
  if (tagForm.test(now)) return complete({ ...image, tag: now, digest: '' })
  if (digestForm.test(now)) return complete({ ...image, tag: '', digest: now })
  return { wrong: `expected a tag or a digest, got "${now}"` }
}
