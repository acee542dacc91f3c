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
  // Literals of three characters are kept under those three: a list for each neighbour would be built for every fence.
  const byGram = new Map<number, Anchored<Entry>[]>()
  const byShortGram = new Map<number, Anchored<Entry>[]>()
  const short: Anchored<Entry>[] = []

  const mark = (gram: number) => {
    const bit = hashOf(gram)
    bitmap[bit >>> 5] = (bitmap[bit >>> 5] ?? 0) | (1 << (bit & 31))
  }
  for (const [literal, entry] of entries) {
    const offset = anchorOf(literal)
    const anchored = { literal, entry, offset }
    const gram = gramOf(literal.slice(offset, offset + gramLength))
    if (literal.length >= gramLength) {
      mark(gram)
      append(byGram, gram, anchored)
    } else if (literal.length === gramLength - 1) {
      for (let next = 0; next <= charMask; next++) mark((gram << bitsOfCharacter) | next)
      append(byShortGram, gram, anchored)
    } else if (literal !== '') short.push(anchored)
  }
  for (const list of byGram.values()) list.sort((a, b) => b.literal.length - a.literal.length)

  function each(text: string, visit: (start: number, entry: Entry, literal: string) => void): void {
    for (const { literal, entry } of short) {
      for (let at = text.indexOf(literal); at !== -1; at = text.indexOf(literal, at + 1)) visit(at, entry, literal)
    }
    if (byGram.size === 0 && byShortGram.size === 0) return
    let gram = 0
    // The hot loop of keyfence: one look a character, nothing allocated. One step behind the end completes the group of
    // a short literal that ends the text; what stands before the start counts as zeros, which the comparison rejects.
    for (let index = 0; index <= text.length; index++) {
      gram = ((gram << bitsOfCharacter) | (index < text.length ? text.charCodeAt(index) & charMask : 0)) & gramMask
      const bit = hashOf(gram)
      if (((bitmap[bit >>> 5] ?? 0) & (1 << (bit & 31))) === 0) continue
      for (const candidates of [byGram.get(gram), byShortGram.get(gram >>> bitsOfCharacter)]) {
        if (candidates === undefined) continue
        for (const { literal, entry, offset } of candidates) {
          const start = index - (gramLength - 1) - offset
          if (start >= 0 && text.startsWith(literal, start)) visit(start, entry, literal)
        }
      }
    }
  }

  return { each }
}

/** Multiplies by a large odd number, whose upper bits depend on every bit of the group. */
function hashOf(gram: number): number {
  return Math.imul(gram, 0x9e3779b1) >>> (32 - bitsOfHash)
}

/** Of four characters, or of the three that there are. */
function gramOf(characters: string): number {
  let gram = 0
  for (let index = 0; index < characters.length; index++) {
    gram = (gram << bitsOfCharacter) | (characters.charCodeAt(index) & charMask)
  }
  return gram
}

function append<Value>(lists: Map<number, Value[]>, key: number, value: Value): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [value])
  else list.push(value)
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
