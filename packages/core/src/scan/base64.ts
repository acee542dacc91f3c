import type { Span } from '../model.ts'

/** Base64 text that may hide a secret, and what it decodes to. */
export interface Island {
  /** UTF-8 as text; what is none, one character a byte. */
  readonly decoded: string
  /** Span of decoded text → span of the characters that spell them. */
  readonly toOriginal: (span: Span) => Span
}

/** Data URLs (inline maps and assets among them), and literals that are nothing but base64. */
const island = /;base64,(?<data>[A-Za-z0-9+/_-]{24,}={0,2})|(?<=["'`])(?<literal>[A-Za-z0-9+/_-]{32,}={0,2})(?=["'`])/gu

/** Every run of base64 in `text` that is a value of its own. */
export function* base64Islands(text: string): Generator<Island> {
  for (const match of text.matchAll(island)) {
    const encoded = match.groups?.['data'] ?? match.groups?.['literal'] ?? ''
    const start = match.index + match[0].length - encoded.length
    const bytes = decodeBase64(encoded)
    if (bytes === undefined) continue
    const decoded = decodeUtf8(bytes)
    const byteAt = (offset: number) =>
      decoded === bytes ? offset : new TextEncoder().encode(decoded.slice(0, offset)).length
    yield {
      decoded,
      toOriginal: (span) => ({
        start: start + Math.floor((byteAt(span.start) * 4) / 3),
        end: start + Math.ceil((byteAt(span.end) * 4) / 3),
      }),
    }
  }
}

function decodeUtf8(bytes: string): string {
  if (!/[\x80-\xff]/u.test(bytes)) return bytes
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    return decoder.decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)))
  } catch {
    return bytes
  }
}

/** Encodes text as UTF-8 and that as base64. */
export function encodeBase64(text: string): string {
  let bytes = ''
  for (const byte of new TextEncoder().encode(text)) bytes += String.fromCharCode(byte)
  return btoa(bytes)
}

/** Decodes both alphabets, padded or not. One character a byte; undefined when it is not base64. */
export function decodeBase64(encoded: string): string | undefined {
  try {
    return atob(encoded.replace(/-/gu, '+').replace(/_/gu, '/').replace(/=+$/u, ''))
  } catch {
    return undefined
  }
}
