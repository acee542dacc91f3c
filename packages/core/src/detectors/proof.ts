import type { Detector, Secrecy, Span } from '../model.ts'
import { readsLikeAWord } from '../redact.ts'
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

/** Letters and digits as chance puts them, not words: without a digit, capitals are about as many as small letters. */
export function byChance(value: string): Secrecy | 'none' {
  const body = value.slice(value.lastIndexOf('_') + 1)
  if (/\d/u.test(body)) return /[A-Za-z]/u.test(body) ? 'secret' : 'none'
  const capitals = body.replace(/[^A-Z]/gu, '').length / body.length
  return capitals > 0.25 && capitals < 0.8 ? 'secret' : 'none'
}

/** A format that words could fill, too: of digits, small and capital letters it has two kinds behind its prefix. */
export function mixed(value: string): Secrecy | 'none' {
  return isMixed(value) ? 'secret' : 'none'
}

function isMixed(value: string): boolean {
  // Words of the prefix say nothing.
  const body = value.slice(3).replace(/^(?:[A-Z]?[a-z]{0,12}[-_.]){1,3}/u, '')
  const kinds = [/\d/u, /[a-z]/u, /[A-Z]/u].filter((kind) => kind.test(body)).length
  return kinds >= 2 && (/\d/u.test(body) || isRandomCase(body))
}

/** Letters without a digit: of random text, not of the words of an identifier. */
function isRandomCase(letters: string): boolean {
  if (changesOfCase(letters) * 6 >= letters.length) return true
  const words = letters.match(/[A-Za-z][a-z]{3,40}/gu) ?? []
  const readable = words.filter(readsLikeAWord).reduce((sum, word) => sum + word.length, 0)
  return /[a-z]/u.test(letters) && readable * 2 < letters.length
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
function decode(encoded: string): string | undefined {
  try {
    return atob(encoded.replace(/-/gu, '+').replace(/_/gu, '/').replace(/=+$/u, ''))
  } catch {
    return undefined
  }
}

/** Object that is written as JSON in base64url; undefined when it is none. */
function decodeObject(encoded: string): Readonly<Record<string, unknown>> | undefined {
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
function around(text: string, { start, end }: Span, distance: number): string {
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

/** Base64 of a key stands between header and footer, once quotes, escapes and armour headers are gone. */
export function pemKey(value: string): Secrecy | 'none' {
  if (/\.\.\.|…/u.test(value)) return 'none'
  const body = value
    .replace(/-----[A-Z0-9 ]{1,80}-----/gu, '')
    .replace(/\\{1,4}[nrt]|&#(?:10|13|xa|xd);|%0[ad]/giu, '\n')
    .replace(/^[\s"'`]*(?:[A-Za-z-]{4,20}: [^\n]{0,100}[\s"'`+,;]*){0,6}/u, '')
    // A plus between literals joins them, one inside of a literal is a digit of base64.
    .replace(/["'`]\s{0,20}\+?\s{0,80}["'`]/gu, '')
    .replace(/[\s"'`,;\\]/gu, '')
  return /^[A-Za-z0-9+/=]{60}/u.test(body) && !isCut(body) ? 'secret' : 'none'
}

/** DER says its own length: documentation shows the first line of a key. */
function isCut(body: string): boolean {
  const bytes = decode(body.slice(0, 8)) ?? ''
  if (bytes.charCodeAt(0) !== 0x30 || (bytes.charCodeAt(1) !== 0x81 && bytes.charCodeAt(1) !== 0x82)) return false
  const isShort = bytes.charCodeAt(1) === 0x81
  const length = isShort ? bytes.charCodeAt(2) : bytes.charCodeAt(2) * 256 + bytes.charCodeAt(3)
  return (body.replace(/=+$/u, '').length * 3) / 4 < length
}

/** The file of a Google service account names it beside its key. */
export function serviceAccount(value: string, text: string, span: Span): Secrecy | 'none' {
  const isGoogles = /service_account|client_email|iam\.gserviceaccount/u.test(around(text, span, 800))
  return isGoogles ? pemKey(value) : 'none'
}

/** What is encoded is the header of a private key, not of a certificate. */
export function base64PrivateKey(value: string): Secrecy | 'none' {
  return /^-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY/u.test(decode(value.slice(0, 80)) ?? '') ? 'secret' : 'none'
}

/** Seconds since 1970 at which this catalogue was checked: what expired before opens nothing. */
const checkedAt = Date.UTC(2026, 10, 24) / 1000

function claimsOf(token: string) {
  const [header = '', payload = ''] = token.split('.')
  return { header: decodeObject(header), payload: decodeObject(payload) }
}

function isSupabase(issuer: unknown): boolean {
  return typeof issuer === 'string' && /^supabase(?:$|-)/u.test(issuer)
}

/** Role of a Supabase project's own token; that of the demo, which every local installation has, opens nothing. */
export function supabaseService(token: string): Secrecy | 'none' {
  const { iss, role } = claimsOf(token).payload ?? {}
  const isService = role === 'service_role' || role === 'supabase_admin'
  return isService && isSupabase(iss) && iss !== 'supabase-demo' ? 'secret' : 'none'
}

/** The role that everyone has. */
export function supabaseAnon(token: string): Secrecy | 'none' {
  const { iss, role } = claimsOf(token).payload ?? {}
  return role === 'anon' && isSupabase(iss) ? 'publishable' : 'none'
}

/** Turso's tokens say in `a` whether they may write. */
export function tursoToken(token: string): Secrecy | 'none' {
  const { header, payload } = claimsOf(token)
  return header?.['alg'] === 'EdDSA' && (payload?.['a'] === 'rw' || payload?.['a'] === 'ro') ? 'secret' : 'none'
}

/** Both halves decode, it is signed, has not expired, and is not the one that documentation shows. */
export function webToken(token: string): Secrecy | 'none' {
  const { header, payload } = claimsOf(token)
  if (header === undefined || payload === undefined || typeof header['alg'] !== 'string') return 'none'
  if (/^none$/iu.test(header['alg'])) return 'none'
  const { exp, sub, name, iss } = payload
  if (typeof exp === 'number' && exp < checkedAt) return 'none'
  if (sub === '1234567890' || name === 'John Doe' || iss === 'supabase-demo') return 'none'
  return 'depends'
}

/** Base64 of a user and a password that is more than a word. */
export function basicCredentials(value: string): Secrecy | 'none' {
  const text = decode(value.slice('Basic '.length))
  const parts = /^(?<user>[\x21-\x39\x3b-\x7e]{1,80}):(?<password>[\x21-\x7e]{8,120})$/u.exec(text ?? '')?.groups
  return parts !== undefined && isPassword(parts['password'] ?? '', parts['user'] ?? '', 8) ? 'secret' : 'none'
}

/** A URL's password that a person would not type into documentation, of a host that is not one of documentation. */
export function urlPassword(minLength: number): Verify {
  return (value) => {
    const parts = /:\/\/(?<user>[^:]*):(?<password>.*)@(?<host>[^@]*)$/u.exec(value)?.groups
    const { user = '', password = '', host = '' } = parts ?? {}
    return isPassword(password, user, minLength) && isReal(host) ? 'secret' : 'none'
  }
}

/** Whether it is neither a word of documentation nor too short. */
export function isPassword(password: string, user: string, minLength: number): boolean {
  if (password.length < minLength || password === user || /^\d+$/u.test(password)) return false
  if (/^[$%{<*#]|\$\{|\*{3}|\.{3}|x{4}|%s/iu.test(password)) return false
  // What is left when the words of documentation are taken out. Random text holds one of them by chance, and has much left.
  const rest = password.replace(
    /your|my|the|some|pass(?:word|wd|phrase)?|pwd|secret|changeme|example|token|admin|guest|user|test/giu,
    '',
  )
  const letters = rest.replace(/[^A-Za-z]/gu, '')
  if (letters.length === 0 || (rest.length < password.length && (rest.length < 8 || letters.length < 3))) return false
  // Letters alone are a password of documentation, unless they change their case as in random text.
  return /\d/u.test(rest) || isRandomCase(rest)
}

function isReal(host: string): boolean {
  const name = host.replace(/:\d{0,5}$/u, '')
  if (/^(?:localhost|127\.|0\.0\.0\.0|\[?::1|host\.docker\.internal)/u.test(name)) return false
  if (/(?:^|\.)(?:example|test|invalid|localhost|local)(?:\.(?:com|org|net|io))?$/u.test(name)) return false
  return name.includes('.') && !/^(?:your|my|some)?-?(?:host|server|domain)(?:name)?\./iu.test(name)
}

/** Random bytes in base64 have small and capital letters, and digits or no order in them. */
export function accountKey(value: string): Secrecy | 'none' {
  const key = value.slice(value.indexOf('=') + 1)
  return /[a-z]/u.test(key) && /[A-Z]/u.test(key) && (/\d/u.test(key) || isRandomCase(key)) ? 'secret' : 'none'
}

/** A signature counts until its date. */
export function expiresLater(value: string): Secrecy | 'none' {
  const date = /&(?:amp;)?se=(?<date>\d{4}-\d{2}-\d{2})/u.exec(value)?.groups?.['date']
  return date === undefined || Date.parse(date) / 1000 < checkedAt ? 'none' : 'secret'
}

/** `auth` of a container registry: a user and a password in base64. */
export function dockerAuth(value: string): Secrecy | 'none' {
  return basicCredentials(`Basic ${/[A-Za-z0-9+/=]{16,410}$/u.exec(value)?.[0] ?? ''}`)
}

/** The password of `machine … login … password …`. */
export function netrcPassword(value: string): Secrecy | 'none' {
  const words = value.split(/(?:\\n|\s)+/u)
  const [, host = '', , user = '', , password = ''] = words
  return isPassword(password, user, 8) && isReal(host) ? 'secret' : 'none'
}

/** The password of `Server=…;…;Password=…`. */
export function odbcPassword(value: string): Secrecy | 'none' {
  const host = /=(?:tcp:)?(?<host>[^;,]*)/u.exec(value)?.groups?.['host'] ?? ''
  const password = /(?:password|pwd)=(?<password>[^;]*);?$/iu.exec(value)?.groups?.['password'] ?? ''
  return isPassword(password, '', 8) && isReal(host) ? 'secret' : 'none'
}

/** A presigned URL opens its file for so many seconds from its date on. */
export function signedUntil(value: string): Secrecy | 'none' {
  const date = /-Date=(?<date>\d{8})T/u.exec(value)?.groups?.['date'] ?? ''
  const seconds = Number(/-Expires=(?<seconds>\d{1,7})/u.exec(value)?.groups?.['seconds'])
  const day = Date.parse(date.replace(/(\d{4})(\d\d)(\d\d)/u, '$1-$2-$3')) / 1000
  return day + seconds > checkedAt ? 'depends' : 'none'
}

/** Cesium's own token, and those that maps in the page carry: the number of an account and nothing else. */
export function cesiumToken(token: string, text: string, span: Span): Secrecy | 'none' {
  const { payload = {} } = claimsOf(token)
  const isIons = Object.keys(payload).every((claim) => ['jti', 'id', 'iat', 'scopes', 'assets'].includes(claim))
  const names = /cesium|\bIon\b|defaultAccessToken/u.test(around(text, span, 300))
  return isIons && names && typeof payload['id'] === 'number' ? 'publishable' : 'none'
}
