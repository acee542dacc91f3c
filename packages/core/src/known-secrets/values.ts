import { readsLikeAWord } from '../redact.ts'

/** Why a value is not worth looking for; undefined when it may be. */
export function trivialReason(value: string): string | undefined {
  if (value.length < 8) return 'it is shorter than 8 characters'
  if (
    /^(?:op|vault|doppler|infisical|ssm|secretsmanager|gcp-sm|azurekv|akv|awssm|keyvault|ref\+[a-z]+|sm):/u.test(
      value,
    ) ||
    value.startsWith('arn:aws:')
  ) {
    return 'it is a reference to a key management service, not a value'
  }
  if (/^[a-z][a-z0-9+.-]*:\/\/\S*$/iu.test(value)) {
    // The host of a URL with a password may be any, also `db.example.com`.
    return credentialsOf(value) === undefined ? 'it is a URL without credentials' : undefined
  }
  const pattern = trivialPatterns.find(([, expression]) => expression.test(value) && !isBase64(value))
  if (pattern !== undefined) return `it is ${pattern[0]}`
  if (new Set(value).size <= 2) return 'it is one character repeated'
  return undefined
}

const trivialPatterns: readonly (readonly [what: string, expression: RegExp])[] = [
  ['a number', /^[-+]?[\d.,_\s]+$/u],
  ['a date', /^\d{4}-\d{2}-\d{2}(?:[T ][\d:.Z+-]*)?$/u],
  ['a version', /^v?\d+\.\d+\.\d+(?:[-+][\w.+-]+)?$/u],
  ['an e-mail address', /^[^\s@"<>]+@[^\s@"<>]+\.[a-z]{2,}$/iu],
  ['a host name', /^(?:[a-z0-9-]+\.)+[a-z]{2,}(?::\d+)?$/iu],
  ['a path', /^(?:[.~]?\/|[A-Za-z]:\\|\.\.\/)[^\s]*$/u],
  [
    'a placeholder',
    /^(?:<.*>|\{[^"]*\}|xxx.*|.*your[-_ ].*|.*(?:change|replace)[-_]?me.*|.*placeholder.*|.*example.*|.*\.\.\.|todo.*)$/iu,
  ],
  ['a placeholder', /^\$(?:\{.*\}|\(.*\)|[A-Z_][A-Z0-9_]*)$/u],
  // These stand in bundles as words of their own: `type="password"`, the names of databases and of modes.
  [
    'a usual word',
    /^(?:passwords?|passw0rd|postgres(?:ql)?|administrator|adminadmin|rootroot|rabbitmq|localhost|username|development|production)[\d!]{0,4}$/iu,
  ],
  ['a list of words', /^[A-Za-z]{2,}(?:[\s,|;]+[A-Za-z]{2,})+[.!?]?$/u],
]

/** One of 64 random values in base64 begins with a slash, as paths do. */
function isBase64(value: string): boolean {
  return /^\/[A-Za-z0-9+/]{20,}={0,2}$/u.test(value) && /[A-Za-z0-9+]{12}/u.test(value) && looksRandom(value)
}

/** The password inside of a URL with credentials, decoded; undefined where there is none. */
export function urlPassword(value: string): string | undefined {
  const encoded = credentialsOf(value)?.password
  if (encoded === undefined) return undefined
  try {
    return decodeURIComponent(encoded)
  } catch {
    return encoded
  }
}

/** Whether a URL holds a password that is more than a default, such as `postgres:postgres`. */
export function hasCredentials(url: string): boolean {
  const credentials = credentialsOf(url)
  const password = urlPassword(url)
  if (credentials === undefined || password === undefined || password.length < 4) return false
  if (password === credentials.user || isWord(password)) return false
  return password.length < 8 || trivialReason(password) === undefined
}

/** Whether a URL has a part that only those may know who were told: webhooks do. */
export function hasSecretPath(url: string): boolean {
  return /^https?:\/\//iu.test(url) && url.split(/[?#]/u, 1).join('').split('/').slice(3).some(looksRandom)
}

/** User and password in front of a URL's host. The last `@` counts: a password may hold others. */
function credentialsOf(value: string): { user: string; password: string } | undefined {
  const authority = /^[a-z][a-z0-9+.-]*:\/\/(?<authority>[^/?#\s]+)/iu.exec(value)?.groups?.['authority'] ?? ''
  const end = authority.lastIndexOf('@')
  const colon = authority.indexOf(':')
  if (colon === -1 || colon + 1 >= end) return undefined
  return { user: authority.slice(0, colon), password: authority.slice(colon + 1, end) }
}

/** Whether a value was made by a machine: letters and digits mixed, and little of it reads like words. */
export function looksRandom(value: string): boolean {
  if (value.length < 12 || /\s/u.test(value)) return false
  if (/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/iu.test(value)) return true
  if (!/\d/u.test(value) || !/[A-Za-z]/u.test(value)) return false
  if (/^[0-9a-f]+$/iu.test(value)) return value.length >= 16
  const runs = /^[A-Za-z]+\d+$/u.test(value)
    ? /[A-Za-z][a-z]{2,}|[A-Z]{3,}/gu
    : // Runs of three letters stand in one of ten random values; where separators set them off, they are words.
      /(?<![A-Za-z0-9])[A-Za-z][a-z]{2,}(?![A-Za-z0-9])|[A-Za-z][a-z]{3,}|[A-Z]{4,}/gu
  const inWords = (value.match(runs) ?? []).filter(readsLikeAWord).join('').length
  const symbols = value.match(/[^A-Za-z0-9]/gu)?.length ?? 0
  return inWords < value.length * 0.4 && symbols < value.length * 0.3 && new Set(value).size >= 8
}

/** Whether a value is one word: it then stands in bundles for what it means, also as a whole literal. */
export function isWord(value: string): boolean {
  return value.length < 16 && /^[A-Za-z]+$/u.test(value) && readsLikeAWord(value)
}

/** Whether a value is an identifier that a person made of words: `notes-preferences-v2`. */
export function isMadeOfWords(value: string): boolean {
  if (value.length > 64 || !/^[A-Za-z][\w.:/-]*$/u.test(value) || looksRandom(value)) return false
  const parts = value.split(/[^A-Za-z0-9]+|(?<=[a-z])(?=[A-Z])/u).filter((part) => part !== '')
  return parts.every(
    (part) =>
      /^(?:[a-z]{1,3}\d{0,3}|\d{1,4})$/iu.test(part) || (/^[A-Za-z]+\d{0,4}$/u.test(part) && readsLikeAWord(part)),
  )
}
