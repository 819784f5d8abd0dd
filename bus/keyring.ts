// The keyring port: hashes, signatures and sealing; the private keys never leave the adapter.

/** The public half of a producer's keys: Ed25519 to verify, X25519 to seal to. Raw 32 bytes each. */
export interface PublicKeys {
  readonly sign: Uint8Array
  readonly seal: Uint8Array
}

/** Synchronous and pure but for `sealTo`'s fresh key; all bytes are raw. */
export interface Keyring {
  readonly publicKeys: PublicKeys
  /** SHA-256. */
  readonly hash: (bytes: Uint8Array) => Uint8Array
  /** Ed25519 over the bytes, 64 bytes long. */
  readonly sign: (bytes: Uint8Array) => Uint8Array
  /** Whether `signature` over `bytes` was made by the owner of `publicKey`; never throws. */
  readonly verify: (publicKey: Uint8Array, bytes: Uint8Array, signature: Uint8Array) => boolean
  /** Encrypts to one reader (X25519, HKDF-SHA-256, AES-256-GCM); undefined when that is no usable key. */
  readonly sealTo: (publicKey: Uint8Array, bytes: Uint8Array) => Uint8Array | undefined
  /** Decrypts what was sealed to us; undefined when it was not, or was changed. */
  readonly unseal: (bytes: Uint8Array) => Uint8Array | undefined
  /** Encrypts for oneself alone, to lie on a disk (AES-256-GCM, with a key made from the private ones). */
  readonly lock: (bytes: Uint8Array) => Uint8Array
  /** Decrypts what was locked; undefined when somebody else's, or changed. */
  readonly unlock: (bytes: Uint8Array) => Uint8Array | undefined
}
