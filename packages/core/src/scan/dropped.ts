import type { Detector } from '../model.ts'
import { candidatesByLiteral, matchAt, type DropReason } from './shapes.ts'

/** Something that begins like a credential and is none. */
export interface Dropped {
  readonly detector: Detector
  /** Literal of the format that stands there. */
  readonly literal: string
  /** Offset in code units. */
  readonly start: number
  readonly reason: DropReason
}

/**
 * Everything in a text that begins like a credential and is reported by no detector, by position. Looks at every place,
 * so it is for one file that somebody asks about. What only a decoded reading of the text shows is not among it.
 */
export function droppedIn(text: string, detectors: readonly Detector[]): Dropped[] {
  const dropped: Dropped[] = []
  const found: { start: number; end: number }[] = []
  for (const [literal, candidates] of candidatesByLiteral(detectors)) {
    for (let at = text.indexOf(literal); at !== -1; at = text.indexOf(literal, at + 1)) {
      const attempts: Dropped[] = []
      for (const candidate of candidates) {
        const { detector } = candidate
        const match = matchAt(text, at, literal, candidate, -1, (start, reason) =>
          attempts.push({ detector, literal, start, reason }),
        )
        if (match !== undefined) found.push(match)
      }
      dropped.push(...attempts)
    }
  }
  // `sk-` in a longer word is nobody's question, and what is a credential to one detector need not be one to another.
  const isAsked = ({ start, reason }: Dropped) =>
    reason !== 'word' && !found.some((match) => match.start <= start && start < match.end)
  const asked = dropped.filter(isAsked)
  // At one place the formats that fit it best: those whose literal is the longest.
  const longest = new Map<number, number>()
  for (const { start, literal } of asked) longest.set(start, Math.max(longest.get(start) ?? 0, literal.length))
  const best = asked.filter(({ start, literal }) => literal.length === longest.get(start))
  const byPlace = new Map(best.map((entry) => [`${entry.start} ${entry.detector.id}`, entry]))
  return [...byPlace.values()].sort((a, b) => a.start - b.start)
}
