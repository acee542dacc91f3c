import { anchorOf } from './grams.ts'

/** Looks for many literals in one pass over a text. */
export interface LiteralSearch<Entry> {
  /**
   * Calls `visit` for every occurrence, by position of the literal's first characters that differ; of literals that
   * begin alike the longest first.
   */
  readonly each: (text: string, visit: (start: number, entry: Entry, literal: string) => void) => void
}

/** Characters of a literal that are looked up together. */
const gramLength = 4

/** Bits of a character that count. Characters which differ only above them are told apart by the comparison behind. */
const bitsOfCharacter = 7
const mask = (1 << bitsOfCharacter) - 1

/** Bits of the bitmap for each group: few meet by chance, and for 100 secrets it still stays in the processor's cache. */
const bitsForGram = 32

/** A sample further from the last one would only save looks at a text that is read anyway. */
const longestStep = 8

/** Shorter literals would need a sample at nearly every character; the native search finds them one by one. */
const shortest = 7

/**
 * Compiles literals into a search that looks at four characters out of eight (of fewer, if a literal is shorter than
 * eleven): whatever stands in a text, one of those samples lies wholly inside of it. A bitmap of all groups that can be
 * met there answers nearly every look, so a pass costs about the same for ten literals and for a thousand.
 */
export function compileLiterals<Entry>(
  entries: Iterable<readonly [literal: string, entry: Entry]>,
): LiteralSearch<Entry> {
  const all = Array.from(entries, ([literal, entry]) => ({ literal, entry, anchor: anchorOf(literal) }))
    .filter(({ literal }) => literal !== '')
    .sort((a, b) => b.literal.length - a.literal.length)
  const sampled = all.filter(({ literal }) => literal.length >= shortest)
  const short = all.filter(({ literal }) => literal.length < shortest)
  const step = Math.min(longestStep, ...sampled.map(({ literal }) => literal.length - gramLength + 1))
  const bits = Math.min(20, Math.max(8, Math.ceil(Math.log2(sampled.length * step * bitsForGram + 1))))
  const shift = 32 - bits
  const bitmap = new Int32Array(1 << (bits - 5))
  /** For a group, the literals that hold it at one of their first `step` characters, and where. */
  const byGram = new Map<number, { readonly found: (typeof all)[number]; readonly offset: number }[]>()
  for (const found of sampled) {
    for (let offset = 0; offset < step; offset++) {
      const gram = gramAt(found.literal, offset)
      const bit = hashOf(gram) >>> shift
      bitmap[bit >>> 5] = (bitmap[bit >>> 5] ?? 0) | (1 << (bit & 31))
      const list = byGram.get(gram)
      if (list === undefined) byGram.set(gram, [{ found, offset }])
      else list.push({ found, offset })
    }
  }

  function each(text: string, visit: (start: number, entry: Entry, literal: string) => void): void {
    const hits: { readonly start: number; readonly found: (typeof all)[number] }[] = []
    for (const found of short) {
      for (let at = text.indexOf(found.literal); at !== -1; at = text.indexOf(found.literal, at + 1)) {
        hits.push({ start: at, found })
      }
    }
    const last = sampled.length === 0 ? 0 : text.length - gramLength + 1
    for (let at = 0; at < last; at += step) {
      const gram = gramAt(text, at)
      const bit = hashOf(gram) >>> shift
      if (((bitmap[bit >>> 5] ?? 0) & (1 << (bit & 31))) === 0) continue
      for (const { found, offset } of byGram.get(gram) ?? []) {
        if (at >= offset && text.startsWith(found.literal, at - offset)) hits.push({ start: at - offset, found })
      }
    }
    hits.sort(
      (a, b) =>
        a.start + a.found.anchor - (b.start + b.found.anchor) || b.found.literal.length - a.found.literal.length,
    )
    for (const { start, found } of hits) visit(start, found.entry, found.literal)
  }

  return { each }
}

function gramAt(text: string, at: number): number {
  return (
    ((text.charCodeAt(at) & mask) << (3 * bitsOfCharacter)) |
    ((text.charCodeAt(at + 1) & mask) << (2 * bitsOfCharacter)) |
    ((text.charCodeAt(at + 2) & mask) << bitsOfCharacter) |
    (text.charCodeAt(at + 3) & mask)
  )
}

/** Multiplies by a large odd number, whose upper bits depend on every bit of the group. */
function hashOf(gram: number): number {
  return Math.imul(gram, 0x9e3779b1)
}
