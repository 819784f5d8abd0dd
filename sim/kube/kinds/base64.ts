// Base64 of text.

/** The base64 of the UTF-8 bytes of `text`. */
export const encodeBase64 = (text: string): string =>
  btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(''))
