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

/**
 * The island in a run of key characters that stands behind a quote or a comma: a data URL (inline maps and assets among
 * them), or a literal that is nothing but base64.
 */
export function islandIn(text: string, { start, end: endOfRun }: Span): Island | undefined {
  const isData = text.startsWith(';base64,', start - 8)
  if (!isData && !isQuote(text.charAt(start - 1))) return undefined
  let end = start
  while (end < endOfRun && text.charCodeAt(end) !== 0x3d) end++
  if (end - start < (isData ? minDataUrl : minLiteral) || (!isData && !isClosed(text, end))) return undefined
  const bytes = decodeBase64(text.slice(start, end))
  if (bytes === undefined) return undefined
  const decoded = decodeUtf8(bytes)
  const byteAt = (offset: number) =>
    decoded === bytes ? offset : new TextEncoder().encode(decoded.slice(0, offset)).length
  return {
    decoded,
    toOriginal: (span) => ({
      start: start + Math.floor((byteAt(span.start) * 4) / 3),
      end: start + Math.ceil((byteAt(span.end) * 4) / 3),
    }),
  }
}

function isClosed(text: string, end: number): boolean {
  let close = end
  while (close - end < 2 && text.charAt(close) === '=') close++
  return isQuote(text.charAt(close))
}

function isQuote(character: string): boolean {
  return character === '"' || character === "'" || character === '`'
}

function decodeUtf8(bytes: string): string {
  if (!/[\x80-\xff]/u.test(bytes)) return bytes
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    const codes = new Uint8Array(bytes.length)
    for (let index = 0; index < bytes.length; index++) codes[index] = bytes.charCodeAt(index)
    return decoder.decode(codes)
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
  let end = encoded.length
  while (end > 0 && encoded.charCodeAt(end - 1) === 0x3d) end--
  // Six bits are no byte. Asked first, because an error is slow and identifiers are often of that length.
  if (end % 4 === 1) return undefined
  try {
    return atob(encoded.slice(0, end).replaceAll('-', '+').replaceAll('_', '/'))
  } catch {
    return undefined
  }
}
