import type { Detector, Span } from '../model.ts'

/** How far behind a provider's name its credential can begin, in code units. */
const reach = 80

/** Words that make the variable or property nearest to a value one that holds a credential. */
const credentialWords: ReadonlySet<string> = new Set(
  'key apikey keys token apitoken accesstoken secret apisecret clientsecret password passwd pwd passphrase credential credentials auth authorization authtoken bearer pat cert certificate'.split(
    ' ',
  ),
)

/** Words that say that it is something else after all: `publicKey`, `tokenId`, `keyHash`. */
const otherWords: ReadonlySet<string> = new Set(
  'public publishable id ids name hash sha sha1 sha256 md5 integrity checksum digest version path url uri label title message type class file example sample placeholder default anon'.split(
    ' ',
  ),
)

/** The spellings of a name that are searched: as in variables, in types and in the environment. */
export function spellingsOfName(name: string): string[] {
  const bare = name.replace(/[-_. ]/gu, '')
  const capital = name.charAt(0).toUpperCase() + name.slice(1)
  return [...new Set([name, capital, name.toUpperCase(), bare, bare.charAt(0).toUpperCase() + bare.slice(1)])]
}

/**
 * Spans behind the name at `name` that hold nothing but what the detector's pattern matches, and that are named as a
 * credential.
 */
export function* valuesNear(text: string, name: Span, { pattern }: Detector): Generator<Span> {
  if (!isWholeWord(text, name)) return
  const stop = Math.min(text.length, name.end + reach)
  for (let index = name.end; index < stop; index++) {
    const opening = text.charAt(index)
    if (!/["'`=]/u.test(opening)) continue
    const start = index + 1 + schemeAt(text, index + 1)
    pattern.lastIndex = start
    const value = pattern.exec(text)?.[0]
    if (value === undefined) continue
    const end = start + value.length
    if (!closes(opening, text.charAt(end)) || !isNamedCredential(text.slice(name.start, index))) continue
    yield { start, end }
    return
  }
}

/** `Bearer ` and the like in front of a value. */
function schemeAt(text: string, index: number): number {
  scheme.lastIndex = index
  return scheme.exec(text)?.[0].length ?? 0
}
const scheme = /(?:Bearer|Token|Basic|Key|Api-Key|SSWS) /uy

function closes(opening: string, next: string): boolean {
  if (opening === '=') return next === '' || /[\s"'`&\\;,%<)]/u.test(next)
  return next === opening || next === '\\' || next === '&'
}

/** `coherent` is not Cohere: a letter of the same case on either side makes another word. */
function isWholeWord(text: string, { start, end }: Span): boolean {
  const before = text.charAt(start - 1)
  const after = text.charAt(end)
  const isUpper = /[A-Z]/u.test(text.charAt(start)) && /[A-Z]/u.test(text.charAt(end - 1))
  if (isUpper) return !/[A-Z]/u.test(before) && !/[A-Z]/u.test(after)
  return !(/[a-z]/u.test(text.charAt(start)) && /[a-z]/u.test(before)) && !/[a-z]/u.test(after)
}

/** Judges the identifier nearest to the value; a call right behind the name says it, too. */
function isNamedCredential(before: string): boolean {
  const bare = before.replace(/[\\"'`\s\])?:=]{1,12}$/u, '').replace(/(?:\|\||\?\?)$/u, '')
  if (/^[\w$]{1,40}\($/u.test(bare)) return true
  const identifier = /[\w$-]{1,60}$/u.exec(bare)?.[0] ?? ''
  const words = identifier
    .split(/[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/u)
    .map((word) => word.toLowerCase())
  return words.some((word) => credentialWords.has(word)) && !words.some((word) => otherWords.has(word))
}
