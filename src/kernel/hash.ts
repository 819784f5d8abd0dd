// A small stable hash of text, the same in every process and version.

/** 32 bits of FNV-1a with a final avalanche; written to wires and disks, so it never changes. */
export function hash32(text: string): number {
  let h = 2166136261
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 16777619)
  h ^= h >>> 16
  h = Math.imul(h, 0x85ebca6b)
  h ^= h >>> 13
  h = Math.imul(h, 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** The shard of a site, out of `shards`; a node without a site yet counts as a site of its own name. */
export const shardOf = (site: string, shards: number): number => hash32(site) % shards

/** Which of several owners has a shard: each has about as many, and one that comes or goes moves only its own. */
export function ownerOf(shard: number, owners: readonly string[]): string | undefined {
  const weight = (owner: string): number => hash32(`${owner}/${shard}`)
  return owners.reduce<string | undefined>((best, owner) => {
    if (best === undefined) return owner
    const [ours, theirs] = [weight(owner), weight(best)]
    return ours > theirs || (ours === theirs && owner < best) ? owner : best
  }, undefined)
}
