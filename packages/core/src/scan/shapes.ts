import type { Detector, Span } from '../model.ts'
import { compileCandidates, type CandidateSearch, type Lead, type LeadUse } from './candidates.ts'
import type { Match } from './matcher.ts'
import { knownReach, reachOf } from './reach.ts'
import { spellingsOfName, valuesNear } from './nearby-name.ts'
import { publicPrefix } from '../redact.ts'
import { isPlaceholder, isSample } from './placeholder.ts'

/** What ends in a character of words and yet lets a word begin: an escape, and the opening of an HTML comment. */
const openingBefore = /(?:\\[abfnrtv0]|\\x[0-9a-f]{2}|\\u[0-9a-f]{4}|%[0-9a-f]{2}|<!--)$/iu

/** What a literal of the text may belong to. */
export interface Candidate {
  readonly detector: Detector
  readonly kind: 'prefix' | 'keyword' | 'name'
  /** The pattern, asked where its group `secret` stands. Undefined where all of a match is secret. */
  readonly part: RegExp | undefined
}

/** Finds every credential of a text by its shape. Matches may overlap. */
export interface ShapeSearch {
  /** `onRun` is told every run of key characters that stands behind a quote or a comma. */
  readonly find: (text: string, onRun?: (start: number, end: number) => void) => Match[]
}

/** Compiles detectors. `compile` makes the search for candidates; a test gives one that looks everywhere. */
export function compileShapes(
  detectors: readonly Detector[],
  compile: (leads: readonly Lead<readonly Candidate[]>[]) => CandidateSearch<readonly Candidate[]> = compileCandidates,
): ShapeSearch {
  const search = compile(leadsOf(candidatesByLiteral(detectors)))

  return {
    find: (text, onRun) => {
      const found: Match[] = []
      let end = 0
      const visit = (index: number, candidates: readonly Candidate[], literal: string): number => {
        // Inside of a credential that was just found: `sk-` in a longer key.
        if (index < end) return -1
        for (const candidate of candidates) {
          const match = matchAt(text, index, literal, candidate, end)
          if (match === undefined) continue
          found.push(match)
          // A password in a URL may itself be a key of a known format.
          if (match.start > index) return -1
          end = match.end
          return end
        }
        return -1
      }
      search.each(text, visit, onRun)
      return found
    },
  }
}

function leadsOf(byLiteral: ReadonlyMap<string, readonly Candidate[]>): Lead<readonly Candidate[]>[] {
  // One for each detector, however many literals it has.
  const uses = new Map<Candidate, LeadUse>()
  const useOf = (candidate: Candidate): LeadUse => {
    const { kind, detector } = candidate
    const use = uses.get(candidate) ?? {
      kind,
      distances: kind === 'name' ? [] : (detector.keywordAt ?? [0]),
      reach: knownReach(detector.pattern) ?? reachOf(detector.pattern),
    }
    uses.set(candidate, use)
    return use
  }
  return Array.from(byLiteral, ([literal, entry]) => ({ literal, entry, uses: entry.map(useOf) }))
}

/** For every literal its detectors, those that override others first. */
export function candidatesByLiteral(detectors: readonly Detector[]): Map<string, Candidate[]> {
  const byLiteral = new Map<string, Candidate[]>()
  const sorted = [...detectors].sort((a, b) => (b.overrides?.length ?? 0) - (a.overrides?.length ?? 0))
  for (const detector of sorted) {
    const { source, flags } = detector.pattern
    const { kind, literals } = literalsOf(detector)
    const part = source.includes('(?<secret>') ? new RegExp(source, `d${flags}`) : undefined
    const candidate: Candidate = { detector, kind, part }
    for (const literal of literals) {
      const list = byLiteral.get(literal)
      if (list === undefined) byLiteral.set(literal, [candidate])
      else list.push(candidate)
    }
  }
  return byLiteral
}

function literalsOf({ names, keywords, prefixes }: Detector): {
  readonly kind: Candidate['kind']
  readonly literals: Iterable<string>
} {
  if (names !== undefined) return { kind: 'name', literals: new Set(names.flatMap(spellingsOfName)) }
  if (keywords !== undefined) return { kind: 'keyword', literals: keywords }
  return { kind: 'prefix', literals: prefixes }
}

/** Why something that begins like a credential is none. */
export type DropReason = 'word' | 'shape' | 'longer' | 'base64' | 'placeholder' | 'proof'

/**
 * The credential that a literal leads to; undefined where it leads to none.
 *
 * @param onDropped - Told why, for each place where one could begin.
 */
export function matchAt(
  text: string,
  index: number,
  literal: string,
  candidate: Candidate,
  endOfLast: number,
  onDropped?: (start: number, reason: DropReason) => void,
): Match | undefined {
  const { detector, kind } = candidate
  if (kind === 'name') {
    for (const span of valuesNear(text, { start: index, end: index + literal.length }, detector)) {
      const match = judge(text, span, candidate, onDropped)
      if (match !== undefined) return match
    }
    return undefined
  }
  for (const distance of detector.keywordAt ?? [0]) {
    const start = index - distance
    // In the middle of a word there is no key. Right behind one a word starts: a minifier joins literals.
    if (start < 0 || (start !== endOfLast && !startsWord(text, start))) {
      onDropped?.(start, 'word')
      continue
    }
    // `%22` in front of digits: two of them belong to the escape.
    if (kind === 'keyword' && /^%[0-9a-f]{2}/iu.test(text.slice(start - 1, start + 2))) continue
    detector.pattern.lastIndex = start
    const value = detector.pattern.exec(text)?.[0]
    if (value === undefined) {
      onDropped?.(start, 'shape')
      continue
    }
    const end = start + value.length - closingOfComment(text, start, value)
    if ((detector.notFollowedBy ?? /[A-Za-z0-9_]/u).test(text.charAt(end))) {
      onDropped?.(start, 'longer')
      continue
    }
    if (isInsideBase64(text, start, end)) {
      onDropped?.(start, 'base64')
      continue
    }
    const match = judge(text, { start, end }, candidate, onDropped)
    if (match !== undefined) return match
  }
  return undefined
}

/** Takes out what a person typed and what documentation shows, and asks for proof. */
function judge(
  text: string,
  whole: Span,
  { detector, part }: Candidate,
  onDropped?: (start: number, reason: DropReason) => void,
): Match | undefined {
  const value = text.slice(whole.start, whole.end)
  const span = part === undefined ? whole : secretIn(text, whole, part)
  const secret = text.slice(span.start, span.end)
  const body = secret.slice(publicPrefix(secret, detector).length)
  if (isPlaceholder(body, detector.hasMarker !== true) || isSample(secret)) {
    onDropped?.(whole.start, 'placeholder')
    return undefined
  }
  const secrecy = detector.verify?.(value, text, whole) ?? detector.secrecy
  if (secrecy === 'none') {
    onDropped?.(whole.start, 'proof')
    return undefined
  }
  return { ...span, value: secret, encoding: 'plain', secrecy, detector, known: undefined }
}

/** The part of a match that is secret. */
function secretIn(text: string, whole: Span, part: RegExp): Span {
  part.lastIndex = whole.start
  const [start, end] = part.exec(text)?.indices?.groups?.['secret'] ?? [whole.start, whole.end]
  return { start, end: Math.min(end, whole.end) }
}

/** A slash or plus begins a word, but not in the middle of an encoded font or WebAssembly module. */
function isInsideBase64(text: string, start: number, end: number): boolean {
  return (
    /[+/]/u.test(text.charAt(start - 1)) &&
    /^[A-Za-z0-9+/]{40}$/u.test(text.slice(Math.max(0, start - 40), start)) &&
    /^[A-Za-z0-9+/=]{1,40}$/u.test(text.slice(end, end + 40))
  )
}

/** `-->` behind a key whose own characters may be hyphens, where a comment is open. */
function closingOfComment(text: string, start: number, value: string): number {
  const end = start + value.length
  const cut = [2, 1].find((count) => value.endsWith('-'.repeat(count)) && text.startsWith('-->', end - count))
  if (cut === undefined) return 0
  const before = text.slice(Math.max(0, start - reachOfComment), start)
  return before.lastIndexOf('<!--') > before.lastIndexOf('-->') ? cut : 0
}

/** How far before a key the comment that it ends can begin. */
const reachOfComment = 2000

function startsWord(text: string, index: number): boolean {
  if (!/[A-Za-z0-9_-]/u.test(text.charAt(index - 1))) return true
  return openingBefore.test(text.slice(Math.max(0, index - 6), index))
}
