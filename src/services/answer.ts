// What DNS answers from the catalog: records, nothing there, no such name, or ask elsewhere.
import type { Catalog } from './catalog.ts'
import type { Question, Reply, TextRecord, ZoneRecord } from './record.ts'
import { namesBack, placeIn, soaOf } from './zone.ts'
import type { Zone } from './zone.ts'

/** A chain of external names within the zone is followed so far. */
const aliasesMax = 8

/** The reply to one question; names outside the zone, and addresses that are not the cluster's, are passed on. */
export function answer(catalog: Catalog, zone: Zone, { name, type }: Question): Reply {
  if (isIn(zone, name)) return answerIn(catalog, zone, { name, type })
  const names = type === 'PTR' || type === 'ANY' ? namesBack(catalog, zone, name) : []
  return names.length === 0 ? { kind: 'pass on' } : found(names, [])
}

/** Whether the zone, or a name below it, is meant. */
export const isIn = (zone: Zone, name: string): boolean =>
  name === zone.name || name.endsWith(`.${zone.name}`)

function answerIn(catalog: Catalog, zone: Zone, { name, type }: Question): Reply {
  const aliases: ZoneRecord[] = []
  let at = name
  for (;;) {
    const place = placeIn(catalog, zone, at)
    if (place === undefined) return lacking(catalog, zone, aliases, false)
    const asked = place.records.filter((record) => type === 'ANY' || record.type === type)
    if (asked.length > 0) return found([...aliases, ...asked], place.additionals ?? [])
    const alias = place.records.find(isAlias)
    if (alias === undefined) return lacking(catalog, zone, aliases, true)
    aliases.push(alias)
    at = alias.data
    if (!isIn(zone, at)) return { kind: 'alias', answers: aliases, target: at }
    if (aliases.length >= aliasesMax) return found(aliases, [])
  }
}

const isAlias = (record: ZoneRecord): record is TextRecord => record.type === 'CNAME'

const found = (answers: readonly ZoneRecord[], additionals: readonly ZoneRecord[]): Reply => ({
  kind: 'records',
  isKnown: true,
  answers,
  authorities: [],
  additionals,
})

const lacking = (
  catalog: Catalog,
  zone: Zone,
  answers: readonly ZoneRecord[],
  isKnown: boolean,
): Reply => ({
  kind: 'records',
  isKnown,
  answers,
  authorities: [soaOf(catalog, zone)],
  additionals: [],
})
