/** Looks for many literals in one pass over a text. */
export interface LiteralSearch<Entry> {
  /**
   * Calls `visit` for every occurrence, by position of the literal's first characters that differ; of literals that
   * begin alike the longest first.
   */
  readonly each: (text: string, visit: (start: number, entry: Entry, literal: string) => void) => void
}

/** Characters of a literal that are looked up together. One that is shorter by one is looked up with any neighbour. */
const gramLength = 4

/** Bits of a character that count. Characters which differ only above them are told apart by the comparison behind. */
const bitsOfCharacter = 7
const charMask = (1 << bitsOfCharacter) - 1
const gramMask = (1 << (bitsOfCharacter * gramLength)) - 1

/** The bitmap has 2^20 bits, which is 128 KB: few groups meet by chance, and it stays in the processor's cache. */
const bitsOfHash = 20

/**
 * Compiles literals into a bitmap of groups of four characters. Nearly every position of a text fails that one look, so
 * a pass costs about the same for ten literals and for a thousand.
 */
export function compileLiterals<Entry>(
  entries: Iterable<readonly [literal: string, entry: Entry]>,
): LiteralSearch<Entry> {
  const bitmap = new Int32Array(1 << (bitsOfHash - 5))
  const byGram = new Map<number, Anchored<Entry>[]>()
  const short: Anchored<Entry>[] = []

  const add = (gram: number, anchored: Anchored<Entry>) => {
    const list = byGram.get(gram) ?? []
    list.push(anchored)
    byGram.set(gram, list)
    const bit = hashOf(gram)
    bitmap[bit >>> 5] = (bitmap[bit >>> 5] ?? 0) | (1 << (bit & 31))
  }
  for (const [literal, entry] of entries) {
    const offset = anchorOf(literal)
    const anchored = { literal, entry, offset }
    if (literal.length >= gramLength) add(gramOf(literal.slice(offset, offset + gramLength)), anchored)
    else if (literal.length === gramLength - 1) {
      for (let next = 0; next <= charMask; next++) add(gramOf(literal + String.fromCharCode(next)), anchored)
    } else if (literal !== '') short.push(anchored)
  }
  for (const list of byGram.values()) list.sort((a, b) => b.literal.length - a.literal.length)

  function each(text: string, visit: (start: number, entry: Entry, literal: string) => void): void {
    for (const { literal, entry } of short) {
      for (let at = text.indexOf(literal); at !== -1; at = text.indexOf(literal, at + 1)) visit(at, entry, literal)
    }
    if (byGram.size === 0) return
    let gram = 0
    // The hot loop of keyfence: one look a character, nothing allocated. One step behind the end completes the group of
    // a short literal that ends the text; what stands before the start counts as zeros, which the comparison rejects.
    for (let index = 0; index <= text.length; index++) {
      gram = ((gram << bitsOfCharacter) | (index < text.length ? text.charCodeAt(index) & charMask : 0)) & gramMask
      const bit = hashOf(gram)
      if (((bitmap[bit >>> 5] ?? 0) & (1 << (bit & 31))) === 0) continue
      const candidates = byGram.get(gram)
      if (candidates === undefined) continue
      for (const { literal, entry, offset } of candidates) {
        const start = index - (gramLength - 1) - offset
        if (start >= 0 && text.startsWith(literal, start)) visit(start, entry, literal)
      }
    }
  }

  return { each }
}

/** Multiplies by a large odd number, whose upper bits depend on every bit of the group. */
function hashOf(gram: number): number {
  return Math.imul(gram, 0x9e3779b1) >>> (32 - bitsOfHash)
}

function gramOf(four: string): number {
  let gram = 0
  for (let index = 0; index < gramLength; index++)
    gram = (gram << bitsOfCharacter) | (four.charCodeAt(index) & charMask)
  return gram
}

interface Anchored<Entry> {
  readonly literal: string
  readonly entry: Entry
  /** Where in the literal its searched group stands. */
  readonly offset: number
}

/** The first group of different characters: a line of hyphens must not ask for `-----BEGIN` at every place. */
function anchorOf(literal: string): number {
  for (let offset = 0; offset + gramLength <= literal.length; offset++) {
    const [a, b, c] = literal.slice(offset)
    if (a !== b && b !== c) return offset
  }
  return 0
}
