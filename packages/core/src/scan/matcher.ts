import type { Detector, KnownSecret, Secrecy, Span } from '../model.ts'
import { islandIn } from './base64.ts'
import { compileNeedles, isWholeLiteral } from './needles.ts'
import { compileShapes, type ShapeSearch } from './shapes.ts'
import { compileSplit } from './split.ts'
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

/** Compiled lists of detectors. Nothing but time depends on it. */
const compiled = new WeakMap<readonly Detector[], ShapeSearch>()

const noDetectors: readonly Detector[] = []

/** What looks for known secrets and the fence that is made with them use lists of the same detectors. */
let last = noDetectors

function shapesOf(list: readonly Detector[]): ShapeSearch {
  const isLast = list.length === last.length && list.every((detector, index) => detector === last[index])
  const detectors = list.length === 0 ? noDetectors : isLast ? last : list
  if (detectors.length > 0) last = detectors
  const shapes = compiled.get(detectors) ?? compileShapes(detectors)
  compiled.set(detectors, shapes)
  return shapes
}

/** Compiles detectors and known secrets. */
export function compileMatcher(detectors: readonly Detector[], knownSecrets: readonly KnownSecret[]): Matcher {
  const needles = compileNeedles(knownSecrets)
  const split = compileSplit(knownSecrets)
  const { find: findShapes } = shapesOf(detectors)
  const shapes = new Map(knownSecrets.map((secret) => [secret, wholeShape(secret.value)]))
  const longest = Math.max(0, ...knownSecrets.map(({ value }) => value.length))
  const allEscapes = knownSecrets.some(({ value }) =>
    /[^\x21\x23-\x26\x28-\x2e\x30-\x5b\x5d-\x5f\x61-\x7e]|\$\{/u.test(value),
  )

  function find(text: string, depth = 0): Match[] {
    const found: Match[] = []
    const runs: Span[] = []
    for (const view of viewsOf(text, allEscapes, longest)) {
      // Base64 is read in the text itself only.
      const isText = view.encoding === ''
      const shaped = findShapes(view.text, isText ? (start, end) => runs.push({ start, end }) : undefined)
      for (const match of [...findKnown(view.text), ...shaped]) {
        found.push({ ...match, ...view.toOriginal(match), encoding: joinEncodings(view.encoding, match.encoding) })
      }
    }
    for (const run of depth < maxBase64Depth ? runs : []) {
      const island = islandIn(text, run)
      if (island === undefined) continue
      for (const match of find(island.decoded, depth + 1)) {
        found.push({ ...match, ...island.toOriginal(match), encoding: joinEncodings('base64', match.encoding) })
      }
    }
    for (const { start, end, secret } of split.find(text)) {
      // An escape in the middle of a value ends a piece, too.
      const isThere = found.some((match) => match.known === secret && match.start < end && start < match.end)
      if (!isThere) found.push({ start, end, encoding: 'pieces', ...asMatch(secret) })
    }
    return withoutOverlaps(found)
  }

  function findKnown(text: string): Match[] {
    const found: Match[] = []
    let end = 0
    needles.each(text, (start, needle) => {
      const span = { start: start - needle.before, end: start + needle.text.length + needle.after }
      // Of spellings that begin at one place, the longest comes first.
      if (start < end) return
      if (needle.secret.match === 'literal' && !isWholeLiteral(text, span)) return
      end = start + needle.text.length
      found.push({
        ...span,
        encoding: needle.encoding,
        ...asMatch(needle.secret),
      })
    })
    return found
  }

  function asMatch(secret: KnownSecret) {
    return {
      value: secret.value,
      secrecy: secret.secrecy ?? ('secret' as const),
      detector: shapes.get(secret),
      known: secret,
    }
  }

  function wholeShape(value: string): Detector | undefined {
    return findShapes(value).find(({ start, end }) => start === 0 && end === value.length)?.detector
  }

  return { find: (text) => find(text) }
}

function joinEncodings(outer: string, inner: string): string {
  if (outer === '') return inner
  return inner === 'plain' ? outer : `${outer}+${inner}`
}

/** One match a place: what is known and has a shape becomes one match with both, then the longest wins. */
function withoutOverlaps(found: readonly Match[]): Match[] {
  const sorted = [...found].sort(
    (a, b) =>
      // What a program would call a password somewhere inside is said better by the variable that holds it.
      Number(isPart(a) && a.known === undefined) - Number(isPart(b) && b.known === undefined) ||
      b.end - b.start - (a.end - a.start) ||
      a.encoding.length - b.encoding.length ||
      Number(b.known !== undefined) - Number(a.known !== undefined),
  )
  // Sorted by position, so that a text full of credentials stays quick.
  const kept: Match[] = []
  for (const match of sorted) {
    const first = firstEndingBehind(kept, match.start)
    let next = first
    for (let other = kept[next]; other !== undefined && other.start < match.end; other = kept[++next]) {
      if (other.value !== match.value) continue
      kept[next] = {
        ...other,
        known: other.known ?? match.known,
        detector: other.detector ?? match.detector,
        secrecy: other.detector !== undefined ? other.secrecy : match.secrecy,
      }
      break
    }
    const isFree = (kept[first]?.start ?? Infinity) >= match.end
    if (isFree) kept.splice(first, 0, match)
  }
  return kept
}

/** Index of the first of sorted, separate matches that ends behind an offset. */
function firstEndingBehind(sorted: readonly Match[], offset: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle]?.end ?? Infinity) > offset) high = middle
    else low = middle + 1
  }
  return low
}

/** A password in a URL: it has no shape of its own. A key that has one is that key, wherever it stands. */
function isPart({ detector }: Match): boolean {
  return detector?.pattern.source.includes('(?<secret>') === true
}
