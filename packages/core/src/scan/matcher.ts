import type { Detector, KnownSecret, Secrecy, Span } from '../model.ts'
import { base64Islands } from './base64.ts'
import { compileNeedles, escapeRegExp, isWholeLiteral } from './needles.ts'
import { isPlaceholder } from './placeholder.ts'
import { viewsOf } from './views.ts'

/** A secret found in a text. Holds the secret itself: never leaves core. */
export interface Match extends Span {
  /** The secret, decoded. */
  readonly value: string
  /** `plain`, or what had to be undone, outermost first, joined with `+`. */
  readonly encoding: string
  readonly secrecy: Secrecy
  readonly detector: Detector | undefined
  readonly known: KnownSecret | undefined
}

/** Finds every secret in a text. Compiled once, used for every file. */
export interface Matcher {
  /** Sorted by position, without overlaps. Publishable credentials are among them. */
  readonly find: (text: string) => Match[]
}

/** How often base64 is decoded inside of base64: an inline map inside of a data URL. */
const maxBase64Depth = 2

/** What ends in a character of words and yet lets a word begin: an escape, and the opening of an HTML comment. */
const openingBefore = /(?:\\[abfnrtv0]|\\x[0-9a-f]{2}|\\u[0-9a-f]{4}|%[0-9a-f]{2}|<!--)$/iu

/** Compiles detectors and known secrets. */
export function compileMatcher(detectors: readonly Detector[], knownSecrets: readonly KnownSecret[]): Matcher {
  const needles = compileNeedles(knownSecrets)
  const prefixes = compilePrefixes(detectors)
  const shapes = new Map(knownSecrets.map((secret) => [secret, wholeShape(secret.value)]))
  const longest = Math.max(0, ...knownSecrets.map(({ value }) => value.length))
  const allEscapes = knownSecrets.some(({ value }) =>
    /[^\x21\x23-\x26\x28-\x2e\x30-\x5b\x5d-\x5f\x61-\x7e]|\$\{/u.test(value),
  )

  function find(text: string, depth = 0): Match[] {
    const found: Match[] = []
    for (const view of viewsOf(text, allEscapes, longest)) {
      for (const match of [...findKnown(view.text), ...findShapes(view.text)]) {
        found.push({ ...match, ...view.toOriginal(match), encoding: joinEncodings(view.encoding, match.encoding) })
      }
    }
    if (depth < maxBase64Depth) {
      for (const island of base64Islands(text)) {
        for (const match of find(island.decoded, depth + 1)) {
          found.push({ ...match, ...island.toOriginal(match), encoding: joinEncodings('base64', match.encoding) })
        }
      }
    }
    return withoutOverlaps(found)
  }

  function* findKnown(text: string): Generator<Match> {
    if (needles.expression === undefined) return
    for (const { 0: form, index } of text.matchAll(needles.expression)) {
      const needle = needles.byText.get(form)
      if (needle === undefined) continue
      const span = { start: index - needle.before, end: index + form.length + needle.after }
      if (needle.secret.match === 'literal' && !isWholeLiteral(text, span)) continue
      const { value } = needle.secret
      yield {
        ...span,
        value,
        encoding: needle.encoding,
        secrecy: needle.secret.secrecy ?? 'secret',
        detector: shapes.get(needle.secret),
        known: needle.secret,
      }
    }
  }

  function wholeShape(value: string): Detector | undefined {
    return [...findShapes(value)].find(({ start, end }) => start === 0 && end === value.length)?.detector
  }

  function* findShapes(text: string): Generator<Match> {
    if (prefixes === undefined) return
    let end = 0
    for (const { 0: prefix, index } of text.matchAll(prefixes.expression)) {
      // A prefix inside of a credential that was just found (`sk-` in a longer key), or in the middle of a word. Right
      // behind a credential a word starts: a minifier joins literals.
      if (index < end || (index !== end && !startsWord(text, index))) continue
      const match = shapeAt(text, index, prefixes.byPrefix(prefix))
      if (match === undefined) continue
      end = match.end
      yield match
    }
  }

  return { find: (text) => find(text) }
}

function compilePrefixes(detectors: readonly Detector[]) {
  const pairs = detectors.flatMap((detector) => detector.prefixes.map((prefix) => ({ prefix, detector })))
  if (pairs.length === 0) return undefined
  pairs.sort((a, b) => b.prefix.length - a.prefix.length)
  const alternatives = [...new Set(pairs.map(({ prefix }) => escapeRegExp(prefix)))]
  return {
    expression: new RegExp(alternatives.join('|'), 'gu'),
    /** Detectors that a found prefix can begin, the most specific first. */
    byPrefix: (found: string) => pairs.filter(({ prefix }) => found.startsWith(prefix)),
  }
}

function shapeAt(
  text: string,
  start: number,
  candidates: readonly { prefix: string; detector: Detector }[],
): Match | undefined {
  for (const { prefix, detector } of candidates) {
    detector.pattern.lastIndex = start
    const value = detector.pattern.exec(text)?.[0]
    if (value === undefined) continue
    const span = { start, end: start + value.length }
    if ((detector.notFollowedBy ?? /[A-Za-z0-9_]/u).test(text.charAt(span.end))) continue
    if (isPlaceholder(value.slice(prefix.length))) continue
    const secrecy = detector.verify?.(value, text, span) ?? detector.secrecy
    if (secrecy === 'none') continue
    return { ...span, value, encoding: 'plain', secrecy, detector, known: undefined }
  }
  return undefined
}

function startsWord(text: string, index: number): boolean {
  if (!/[A-Za-z0-9_-]/u.test(text.charAt(index - 1))) return true
  return openingBefore.test(text.slice(Math.max(0, index - 6), index))
}

function joinEncodings(outer: string, inner: string): string {
  if (outer === '') return inner
  return inner === 'plain' ? outer : `${outer}+${inner}`
}

/** One match a place: what is known and has a shape becomes one match with both, then the longest wins. */
function withoutOverlaps(found: readonly Match[]): Match[] {
  const sorted = [...found].sort(
    (a, b) =>
      b.end - b.start - (a.end - a.start) ||
      a.encoding.length - b.encoding.length ||
      Number(b.known !== undefined) - Number(a.known !== undefined),
  )
  const kept: Match[] = []
  for (const match of sorted) {
    const index = kept.findIndex((other) => match.start < other.end && other.start < match.end)
    const other = kept[index]
    if (other === undefined) kept.push(match)
    else if (other.value === match.value) {
      kept[index] = {
        ...other,
        known: other.known ?? match.known,
        detector: other.detector ?? match.detector,
        secrecy: other.detector !== undefined ? other.secrecy : match.secrecy,
      }
    }
  }
  return kept.sort((a, b) => a.start - b.start)
}
