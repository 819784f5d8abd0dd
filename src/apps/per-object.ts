// Something worked out once for an object: objects never change in place, so it stays true as long as the object is there.

/** The same function, which works out its answer for an object only once. */
export function perObject<From extends object, To>(of: (from: From) => To): (from: From) => To {
  const known = new WeakMap<From, { readonly value: To }>()
  return (from) => {
    const found = known.get(from)
    if (found !== undefined) return found.value
    const value = of(from)
    known.set(from, { value })
    return value
  }
}
