// Members by key, where several may stand under one key.

/** Sets by key; a key without members is not there. */
export class Groups {
  readonly #members = new Map<string, Set<string>>()

  add(key: string, member: string): void {
    const members = this.#members.get(key)
    if (members === undefined) this.#members.set(key, new Set([member]))
    else members.add(member)
  }

  remove(key: string, member: string): void {
    const members = this.#members.get(key)
    members?.delete(member)
    if (members?.size === 0) this.#members.delete(key)
  }

  has(key: string): boolean {
    return this.#members.has(key)
  }

  /** The members as they are now, in the order in which they came. */
  of(key: string): readonly string[] {
    return [...(this.#members.get(key) ?? [])]
  }
}
