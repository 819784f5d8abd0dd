// Which room may import which: DESIGN's directions, as a rule on every import.
import type { Source } from './source.ts'

/** A room with its level; a file imports only lower levels and its own area. */
function roomOf(path: string): { area: string; level: number } {
  const [first = '', second = ''] = path.split('/')
  if (first === 'src') return areaOfSrc(second)
  const level = { schemas: 5, bus: 6, edge: 7, cloud: 7, sim: 8 }[first] ?? 9
  return { area: first, level }
}

function areaOfSrc(second: string): { area: string; level: number } {
  if (second === 'kernel') return { area: 'src/kernel', level: 1 }
  if (second === 'objects') return { area: 'src/objects', level: 2 }
  if (second === 'facts.ts') return { area: 'src/facts', level: 4 }
  if (second === 'cli') return { area: 'src/cli', level: 10 }
  return { area: `src/${second}`, level: 3 }
}

const isAdapter = (path: string): boolean => path.includes('/adapters/')

function forbidden(from: string, to: string): string | undefined {
  if (from.startsWith('test/') || from.startsWith('bench/')) return undefined
  if (to.startsWith('test/') || to.startsWith('bench/')) return 'nothing shipped imports tests'
  const a = roomOf(from)
  const b = roomOf(to)
  if (b.area === 'src/cli' && a.area !== 'src/cli') return 'nothing imports src/cli'
  if (isAdapter(to) && !isAdapter(from) && a.area !== 'src/cli')
    return 'only src/cli and tests import adapters'
  if (a.area === b.area) return undefined
  return b.level < a.level ? undefined : `${a.area} must not import ${b.area}`
}

/** Every import that goes the wrong way. */
export function wrongDirections(sources: readonly Source[]): readonly string[] {
  return sources.flatMap(({ path, imports }) =>
    imports.flatMap((to) => {
      const why = forbidden(path, to)
      return why === undefined ? [] : [`${path} imports ${to}: ${why}`]
    }),
  )
}

/** Import cycles, types included: each as the path that closes it. */
export function cycles(sources: readonly Source[]): readonly string[] {
  const byPath = new Map(sources.map((source) => [source.path, source.imports]))
  const done = new Set<string>()
  const found: string[] = []
  const walk = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) {
      found.push([...trail.slice(trail.indexOf(path)), path].join(' → '))
      return
    }
    if (done.has(path)) return
    for (const next of byPath.get(path) ?? []) walk(next, [...trail, path])
    done.add(path)
  }
  for (const { path } of sources) walk(path, [])
  return found
}

/** Files that are started (child processes of tests too), or promised to integrators. */
const entrances = [
  /^src\/cli\/(ipam\/)?main\.ts$/,
  /^src\/facts\.ts$/,
  /^test\/.*\.test\.ts$/,
  /^bench\/(main|local-api-serve|sim-world|(beat|fleet|raw)-cloud)\.ts$/,
  /^test\/support\/.*-child\.ts$/,
  /^test\/torture\/main\.ts$/,
]

/** Files that nobody imports and nobody starts. */
export function deadFiles(sources: readonly Source[]): readonly string[] {
  const imported = new Set(sources.flatMap((source) => source.imports))
  return sources
    .map((source) => source.path)
    .filter((path) => !imported.has(path) && !entrances.some((entrance) => entrance.test(path)))
}
