import type { KnownSecret, Span } from '../model.ts'
import { encodeBase64 } from './base64.ts'
import { compileLiterals, type LiteralSearch } from './literals.ts'

/** One spelling of a known secret. */
export interface Needle {
  readonly text: string
  readonly encoding: string
  readonly secret: KnownSecret
  /** Characters left and right of the needle that also hold bits of the secret. */
  readonly before: number
  readonly after: number
}

/** A shorter spelling than this stands by chance in any large bundle, unless it has to be a whole literal. */
const minNeedleLength = 8

/** Spellings that are searched as text; escapes are undone by the views instead. */
function spellingsOf(secret: KnownSecret): Needle[] {
  const { value } = secret
  const plain: Needle = { text: value, encoding: 'plain', secret, before: 0, after: 0 }
  if (secret.match === 'literal') return [plain]
  const bytes = [...new TextEncoder().encode(value)]
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')
  const simple = [
    { text: hex, encoding: 'hex' },
    { text: hex.toUpperCase(), encoding: 'hex' },
    { text: Array.from(value).reverse().join(''), encoding: 'reversed' },
    // Its bytes, where they are read as characters: in a binary file, in a list of bytes.
    { text: bytes.map((byte) => String.fromCharCode(byte)).join(''), encoding: 'plain' },
  ].map((entry) => ({ ...entry, secret, before: 0, after: 0 }))
  return [plain, ...simple, ...[0, 1, 2].flatMap((shift) => base64Needles(secret, shift, bytes.length))]
}

/**
 * Base64 of the value when `shift` bytes stand in front of it in its group of three. Characters that also depend on
 * the neighbours are cut, so the needle matches whatever surrounds the value.
 */
function base64Needles(secret: KnownSecret, shift: number, byteLength: number): Needle[] {
  const encoded = encodeBase64('\0'.repeat(shift) + secret.value).replace(/=+$/u, '')
  const leading = [0, 2, 3][shift] ?? 0
  const mixedTail = (shift + byteLength) % 3 === 0 ? 0 : 1
  const text = encoded.slice(leading, encoded.length - mixedTail)
  const before = shift === 0 ? 0 : 1
  const urlSafe = text.replace(/\+/gu, '-').replace(/\//gu, '_')
  return [text, urlSafe].map((spelling) => ({ text: spelling, encoding: 'base64', secret, before, after: mixedTail }))
}

/** Compiles the spellings of all known secrets: one pass finds them. */
export function compileNeedles(secrets: readonly KnownSecret[]): LiteralSearch<Needle> {
  const byText = new Map<string, Needle>()
  for (const secret of secrets) {
    for (const needle of spellingsOf(secret)) {
      const isLongEnough = secret.match === 'literal' || needle.text.length >= minNeedleLength
      if (isLongEnough && !byText.has(needle.text)) byText.set(needle.text, needle)
    }
  }
  return compileLiterals(byText)
}

/** Whether the span is a whole string literal, JSON value, attribute or assignment. */
export function isWholeLiteral(text: string, { start, end }: Span): boolean {
  const left = text.charAt(start - 1)
  const right = text.charAt(end) === '\\' ? text.charAt(end + 1) : text.charAt(end)
  return /["'`]/u.test(left) && left === right
}

/** Text as a pattern that matches just that text. */
export function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/gu, '\\$&')
}
