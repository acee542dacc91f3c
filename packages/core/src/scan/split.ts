import type { KnownSecret, Span } from '../model.ts'
import { entropyBits } from '../redact.ts'
import { compileLiterals } from './literals.ts'

/** Shorter pieces stand by chance in other text. */
const shortestPiece = 8

/** Below this, a value is made of words that a program may write for other reasons. */
const minBits = 56

/** Share of the value that the pieces have to hold together. */
const minShare = 0.75

/** Pieces further apart, in code units, are not put together by one expression. */
const reach = 3000

interface Piece extends Span {
  /** Where it stands in the value. */
  readonly offset: number
}

/** Finds known secrets that a program puts together: `"a" + "b"`, `["a", "b"].join("")`, a template. */
export interface SplitSearch {
  /** Spans from the first piece to the last, for each secret. The whole value in one piece is none. */
  readonly find: (text: string) => (Span & { readonly secret: KnownSecret })[]
}

/**
 * Compiles known secrets. A piece counts where the text shows that it is one: at each of its ends either the value ends,
 * too, or the literal does. Another value that begins alike, such as a token of the same issuer, has no such end.
 *
 * Random text of the same alphabet of `n` characters holds one piece by chance at a place with `length / n ** 8`: for 40
 * characters of base62 that is once in 5 * 10^12. And one piece is not enough.
 */
export function compileSplit(secrets: readonly KnownSecret[]): SplitSearch {
  const windows = new Map<string, { readonly secret: KnownSecret; readonly offset: number }[]>()
  for (const secret of secrets) {
    const { value, match } = secret
    if (match === 'literal' || value.length < 2 * shortestPiece || entropyBits(value) < minBits) continue
    for (let offset = 0; offset + shortestPiece <= value.length; offset++) {
      const window = value.slice(offset, offset + shortestPiece)
      const places = windows.get(window) ?? []
      windows.set(window, places)
      places.push({ secret, offset })
    }
  }
  const search = compileLiterals(windows)

  function find(text: string) {
    const pieces = new Map<KnownSecret, Piece[]>()
    search.each(text, (at, places) => {
      for (const { secret, offset } of places) {
        const known = pieces.get(secret) ?? []
        pieces.set(secret, known)
        // The next window of the same piece.
        if ((known.at(-1)?.end ?? 0) > at) continue
        const piece = pieceAt(text, at, secret.value, offset)
        if (piece !== undefined) known.push(piece)
      }
    })
    return Array.from(pieces).flatMap(([secret, list]) =>
      together(list, secret.value).map((span) => ({ ...span, secret })),
    )
  }

  return { find: windows.size === 0 ? () => [] : find }
}

function pieceAt(text: string, at: number, value: string, from: number): Piece | undefined {
  let start = at
  let offset = from
  while (offset > 0 && start > 0 && text.charCodeAt(start - 1) === value.charCodeAt(offset - 1)) {
    start--
    offset--
  }
  let end = at + shortestPiece
  let stop = from + shortestPiece
  while (stop < value.length && text.charCodeAt(end) === value.charCodeAt(stop)) {
    end++
    stop++
  }
  const isWhole = offset === 0 && stop === value.length
  const isOpened = offset === 0 || /["'`}]/u.test(text.charAt(start - 1))
  const isClosed = stop === value.length || /^(?:["'`\\]|\$\{)/u.test(text.slice(end, end + 2))
  return isWhole || !isOpened || !isClosed ? undefined : { start, end, offset }
}

/** Places where pieces near each other hold most of a value. */
function together(pieces: readonly Piece[], value: string): Span[] {
  const spans: Span[] = []
  const used = new Uint8Array(value.length)
  for (let first = 0; first < pieces.length; first++) {
    const start = pieces[first]?.start ?? 0
    used.fill(0)
    let held = 0
    for (let index = first; index < pieces.length; index++) {
      const piece = pieces[index]
      if (piece === undefined || piece.end - start > reach) break
      const { offset, end } = piece
      const stop = offset + end - piece.start
      // A piece that was there before brings nothing.
      if (used.subarray(offset, stop).includes(1)) continue
      used.fill(1, offset, stop)
      held += stop - offset
      if (index === first || held < value.length * minShare) continue
      // What is left of the value may stand behind.
      spans.push({ start, end: lastPiece(pieces, index, used, start) })
      first = index
      break
    }
  }
  return spans
}

function lastPiece(pieces: readonly Piece[], from: number, used: Uint8Array, start: number): number {
  const end = pieces[from]?.end ?? 0
  const next = pieces[from + 1]
  if (next === undefined || next.end - start > reach) return end
  const stop = next.offset + next.end - next.start
  return used.subarray(next.offset, stop).includes(1) ? end : next.end
}
