// Fields that stand twice in one object of a JSON text, which parsers silently let pass.

interface Level {
  readonly path: string
  /** Names seen; undefined in a list. */
  readonly names: Set<string> | undefined
  name: string
  index: number
}

const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g

/** Paths of fields that stand twice, in the order of the text, which must be JSON. */
export function duplicateFields(text: string): readonly string[] {
  const found: string[] = []
  const levels: Level[] = []
  let isName = false
  for (const [sign] of text.matchAll(token)) {
    const level = levels.at(-1)
    if (isName && level !== undefined && sign.startsWith('"')) {
      found.push(...named(level, JSON.parse(sign) as string))
    }
    move(levels, sign)
    isName = (sign === '{' || sign === ',') && levels.at(-1)?.names !== undefined
  }
  return found
}

/** Goes into, out of, or on in an object or a list. */
function move(levels: Level[], sign: string): void {
  const level = levels.at(-1)
  if (sign === '{' || sign === '[') levels.push(below(level, sign === '{'))
  else if (sign === '}' || sign === ']') levels.pop()
  else if (sign === ',' && level !== undefined) level.index += 1
}

/** Takes note of a name; its path if it was there before. */
function named(level: Level, name: string): readonly string[] {
  level.name = name
  if (level.names?.has(name) === true) return [pathIn(level)]
  level.names?.add(name)
  return []
}

const below = (level: Level | undefined, isObject: boolean): Level => ({
  path: level === undefined ? '' : pathIn(level),
  names: isObject ? new Set() : undefined,
  name: '',
  index: 0,
})

const pathIn = ({ path, names, name, index }: Level): string => {
  if (names === undefined) return `${path}[${index}]`
  return path === '' ? name : `${path}.${name}`
}
