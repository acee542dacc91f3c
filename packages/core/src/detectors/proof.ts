import type { Detector, Secrecy, Span } from '../model.ts'
import { base62, crc32 } from './fake-key.ts'

type Verify = NonNullable<Detector['verify']>

/**
 * The last six of 36 characters are the CRC-32 of the others in base62.
 *
 * @see https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/, 2026-11-24
 */
export function checksum(value: string): Secrecy | 'none' {
  const body = value.slice(value.lastIndexOf('_') + 1)
  return base62(crc32(body.slice(0, -6)), 6) === body.slice(-6) ? 'secret' : 'none'
}

/** A format that words could fill, too: of digits, small and capital letters it has two kinds behind its prefix. */
export function mixed(value: string): Secrecy | 'none' {
  return isMixed(value) ? 'secret' : 'none'
}

function isMixed(value: string): boolean {
  const body = value.slice(3)
  const kinds = [/\d/u, /[a-z]/u, /[A-Z]/u].filter((kind) => kind.test(body)).length
  return kinds >= 2 && (/\d/u.test(body) || changesOfCase(body) * 6 >= body.length)
}

/** Letters of random text change their case every other character, those of `camelCase` at every word. */
function changesOfCase(text: string): number {
  return text.match(/[a-z][A-Z]|[A-Z][a-z]/gu)?.length ?? 0
}

/** A shape that other things share: one of the words has to stand in the text before. */
export function near(words: RegExp, distance = 80): Verify {
  return (value, text, { start }) =>
    isMixed(value) && words.test(text.slice(Math.max(0, start - distance), start)) ? 'secret' : 'none'
}

/** Text in base64 or base64url, one character a byte; undefined when it is none. */
export function decode(encoded: string): string | undefined {
  try {
    return atob(encoded.replace(/-/gu, '+').replace(/_/gu, '/').replace(/=+$/u, ''))
  } catch {
    return undefined
  }
}

/** Object that is written as JSON in base64url; undefined when it is none. */
export function decodeObject(encoded: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(decode(encoded) ?? '')
    return isRecord(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What stands around a match. */
export function around(text: string, { start, end }: Span, distance: number): string {
  return text.slice(Math.max(0, start - distance), end + distance)
}

/** As `checksum` where the token has 36 characters; longer ones carry none that is published. */
export function checksumOfShort(value: string): Secrecy | 'none' {
  return /^gh[a-z]_[A-Za-z0-9]{36}$/u.test(value) ? checksum(value) : 'secret'
}

/** What it is where the shape could be filled with words, too. */
export function whenMixed(secrecy: Secrecy): Verify {
  return (value) => (isMixed(value) ? secrecy : 'none')
}

/** With 40 characters of base64 near by, an access key id is a pair that opens the account. */
export function awsPair(_value: string, text: string, span: Span): Secrecy {
  const candidates = around(text, span, 300).match(/(?<![A-Za-z0-9/+])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/gu) ?? []
  return candidates.some((candidate) => /\d/u.test(candidate) && /[A-Z]/u.test(candidate) && /[a-z]/u.test(candidate))
    ? 'secret'
    : 'depends'
}

/** The first part of a Discord token is the bot's number in base64. */
export function discordUser(value: string): Secrecy | 'none' {
  return /^[1-9]\d{16,19}$/u.test(decode(value.split('.', 1).join('')) ?? '') ? 'secret' : 'none'
}

/** What base64 of the first three of a number's digits looks like. */
export const discordIds: readonly string[] = Array.from({ length: 900 }, (_, index) => btoa(String(index + 100)))

/** Sanity's tokens begin with two letters that stand everywhere, and go on with any. */
export const sanityStarts: readonly string[] = Array.from(
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
  (character) => `sk${character}`,
)

/** Clerk's publishable key spells the host of the sign-in page. */
export function clerkHost(value: string): Secrecy | 'none' {
  return /^[a-z0-9.-]{4,100}\$$/u.test(decode(value.slice('pk_live_'.length)) ?? '') ? 'publishable' : 'none'
}

/** Both halves of a reCAPTCHA pair have one shape; a name in front says which half it is. */
export function recaptchaHalf(_value: string, text: string, { start }: Span): Secrecy {
  return /secret|private|server/iu.test(text.slice(Math.max(0, start - 60), start)) ? 'secret' : 'publishable'
}
