import type { Span } from '../model.ts'

/** Base64 text that may hide a secret, and what it decodes to. */
export interface Island {
  /** UTF-8 as text; what is none, one character a byte. */
  readonly decoded: string
  /** Span of decoded text → span of the characters that spell them. */
  readonly toOriginal: (span: Span) => Span
}

/** Shorter runs hold no credential. In a literal they are words as often as base64. */
const minDataUrl = 24
const minLiteral = 32

/** Data URLs (inline maps and assets among them), and literals that are nothing but base64. */
export function* base64Islands(text: string): Generator<Island> {
  for (const { start, end } of runsOf(text, minDataUrl)) {
    const isData = text.startsWith(';base64,', start - 8)
    if (!isData && (end - start < minLiteral || !isLiteral(text, start, end))) continue
    const bytes = decodeBase64(text.slice(start, end))
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

function isLiteral(text: string, start: number, end: number): boolean {
  if (!isQuote(text.charAt(start - 1))) return false
  let close = end
  while (close - end < 2 && text.charAt(close) === '=') close++
  return isQuote(text.charAt(close))
}

function isQuote(character: string): boolean {
  return character === '"' || character === "'" || character === '`'
}

/** 1 for each character of both base64 alphabets, by its code. */
const isBase64 = Uint8Array.from({ length: 128 }, (_, code) =>
  /[A-Za-z0-9+/_-]/u.test(String.fromCharCode(code)) ? 1 : 0,
)

/**
 * Longest runs of base64 characters of at least `min`. Looks at every `min`th character until one fits, so most of a
 * text is never read. A regular expression would keep every character of a run on its stack and break on megabytes.
 */
function runsOf(text: string, min: number): Span[] {
  const runs: Span[] = []
  const fits = (index: number) => isBase64[text.charCodeAt(index)] === 1
  // No run that is still to be found begins before `unread`.
  let unread = 0
  for (let probe = min - 1; probe < text.length;) {
    if (!fits(probe)) {
      unread = probe + 1
      probe += min
      continue
    }
    let start = probe
    while (start > unread && fits(start - 1)) start--
    let end = probe + 1
    while (end < text.length && fits(end)) end++
    if (end - start >= min) runs.push({ start, end })
    unread = end
    probe = end + min
  }
  return runs
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
