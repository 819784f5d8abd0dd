// The types of what the tests use of `later-servers.mjs`.

/** Debian suites whose nats-server the tests may run on, and be left out where it is missing. */
export const laterSuites: readonly string[]
