import type { Detector } from '../model.ts'
import { placeholderFor, publicPrefix } from '../redact.ts'
import type { Matcher } from '../scan/matcher.ts'

/** Removes secrets from text that was not written by keyfence: source lines, paths, foreign errors. */
export interface Mask {
  /** Replaces every secret that is found in the text, in any spelling, and every piece of one that was found before. */
  readonly text: (text: string) => string
  /** Remembers a value whose pieces may not be shown either. */
  readonly remember: (value: string, detector: Detector | undefined) => void
}

/** Four characters in a row tell which of two keys it is; three stand everywhere. */
const shortestPiece = 4

/** Creates a mask on top of a matcher. */
export function createMask(matcher: Matcher): Mask {
  const pieces = new Set<string>()
  return {
    text: (text) => withoutPieces(withoutSecrets(text, matcher), pieces),
    remember: (value, detector) => {
      const body = value.slice(publicPrefix(value, detector).length)
      for (let index = 0; index + shortestPiece <= body.length; index++)
        pieces.add(body.slice(index, index + shortestPiece))
    },
  }
}

function withoutSecrets(text: string, matcher: Matcher): string {
  let masked = ''
  let end = 0
  for (const match of matcher.find(text)) {
    if (match.secrecy === 'publishable') continue
    masked += text.slice(end, match.start) + placeholderFor(match.value, match.detector)
    end = match.end
  }
  return masked + text.slice(end)
}

function withoutPieces(text: string, pieces: ReadonlySet<string>): string {
  if (pieces.size === 0) return text
  const isCovered = new Array<boolean>(text.length).fill(false)
  for (let index = 0; index + shortestPiece <= text.length; index++) {
    if (pieces.has(text.slice(index, index + shortestPiece))) isCovered.fill(true, index, index + shortestPiece)
  }
  let masked = ''
  for (let index = 0; index < text.length; index++) {
    if (isCovered[index] !== true) masked += text.charAt(index)
    else if (isCovered[index - 1] !== true) masked += '…'
  }
  return masked
}
