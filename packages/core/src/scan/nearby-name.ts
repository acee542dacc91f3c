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
  const words = name.split(/[-_. ]/u)
  const capitals = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1))
  const camel = [words[0] ?? '', ...capitals.slice(1)].join('')
  const plain = [name, name.toUpperCase(), words.join('_').toUpperCase(), words.join(''), camel, capitals.join('')]
  // As in `AssemblyAI` and `azureOpenAI`.
  return [...new Set([...plain, ...plain.map((text) => text.replace(/[aA]i$/u, 'AI'))])]
}

/**
 * Spans behind the name at `name` that hold nothing but what the detector's pattern matches, and that are named as a
 * credential.
 */
export function* valuesNear(text: string, name: Span, { pattern, nameWords }: Detector): Generator<Span> {
  if (!isWholeWord(text, name)) return
  const stop = Math.min(text.length, name.end + reach)
  for (let index = name.end; index < stop; index++) {
    const opening = text.charAt(index)
    if (opening !== '"' && opening !== "'" && opening !== '`' && opening !== '=') continue
    const start = index + 1 + schemeAt(text, index + 1)
    pattern.lastIndex = start
    const value = pattern.exec(text)?.[0]
    if (value === undefined) continue
    const end = start + value.length
    if (!closes(opening, text.charAt(end)) || !isNamedCredential(text.slice(name.start, index), nameWords)) continue
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
  const after = text.charAt(end)
  if (isUpper(text.charAt(start)) && isUpper(text.charAt(end - 1)))
    return !isUpper(text.charAt(start - 1)) && !isUpper(after)
  return !isLower(after) && !(isLower(text.charAt(start)) && isLower(text.charAt(start - 1)))
}

function isUpper(character: string): boolean {
  return character >= 'A' && character <= 'Z'
}

function isLower(character: string): boolean {
  return character >= 'a' && character <= 'z'
}

/** Judges the identifier nearest to the value; a call right behind the name says it, too. */
function isNamedCredential(before: string, own: readonly string[] | undefined): boolean {
  const bare = before
    .replace(/[\\"'`\s\])?:=]{1,12}$/u, '')
    // `key: string = …`
    .replace(/\s{0,4}(?:\|\||\?\?|:\s{0,4}string)$/u, '')
  if (own === undefined && /^[\w$]{1,40}\($/u.test(bare)) return true
  const identifier = /[\w$-]{1,60}$/u.exec(bare)?.[0] ?? ''
  const words = identifier
    .split(/[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/u)
    .map((word) => word.toLowerCase())
  const says = own === undefined ? credentialWords : new Set(own)
  return words.some((word) => says.has(word)) && !words.some((word) => otherWords.has(word))
}
