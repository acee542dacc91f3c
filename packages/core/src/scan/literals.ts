/** Looks for many literals in one pass over a text. */
export interface LiteralSearch<Entry> {
  /**
   * Calls `visit` for every occurrence, by position of the literal's first characters that differ; of literals that
   * begin alike the longest first.
   */
  readonly each: (text: string, visit: (start: number, entry: Entry, literal: string) => void) => void
}

/** Shorter literals stand everywhere and are searched one by one. */
const gramLength = 3

/** Bits of a character that count. Characters which differ only above them are told apart by the comparison behind. */
const bitsOfCharacter = 7

/**
 * Compiles literals into a bitmap of groups of three characters. Nearly every position of a text fails that one look,
 * so a pass costs about the same for ten literals and for a thousand.
 */
export function compileLiterals<Entry>(
  entries: Iterable<readonly [literal: string, entry: Entry]>,
): LiteralSearch<Entry> {
  const mask = (1 << (bitsOfCharacter * gramLength)) - 1
  const charMask = (1 << bitsOfCharacter) - 1
  const bitmap = new Int32Array((mask + 1) >>> 5)
  const byGram = new Map<number, Anchored<Entry>[]>()
  const short: Anchored<Entry>[] = []

  const gramAt = (text: string, index: number) =>
    [0, 1, 2].reduce((gram, step) => (gram << bitsOfCharacter) | (text.charCodeAt(index + step) & charMask), 0)

  for (const [literal, entry] of entries) {
    if (literal.length < gramLength) {
      if (literal !== '') short.push({ literal, entry, offset: 0 })
      continue
    }
    const offset = anchorOf(literal)
    const gram = gramAt(literal, offset)
    const list = byGram.get(gram) ?? []
    list.push({ literal, entry, offset })
    byGram.set(gram, list)
    bitmap[gram >>> 5] = (bitmap[gram >>> 5] ?? 0) | (1 << (gram & 31))
  }
  for (const list of byGram.values()) list.sort((a, b) => b.literal.length - a.literal.length)

  function each(text: string, visit: (start: number, entry: Entry, literal: string) => void): void {
    for (const { literal, entry } of short) {
      for (let at = text.indexOf(literal); at !== -1; at = text.indexOf(literal, at + 1)) visit(at, entry, literal)
    }
    if (byGram.size === 0) return
    const { length } = text
    let gram = 0
    // The hot loop of keyfence: one look a character, nothing allocated. Two characters of text count as a gram of
    // their own at the very start, which the comparison then rejects.
    for (let index = 0; index < length; index++) {
      gram = ((gram << bitsOfCharacter) | (text.charCodeAt(index) & charMask)) & mask
      if (((bitmap[gram >>> 5] ?? 0) & (1 << (gram & 31))) === 0) continue
      for (const { literal, entry, offset } of byGram.get(gram) ?? []) {
        const start = index - (gramLength - 1) - offset
        if (start >= 0 && text.startsWith(literal, start)) visit(start, entry, literal)
      }
    }
  }

  return { each }
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
    const [a, b, c] = literal.slice(offset, offset + gramLength)
    if (a !== b && b !== c) return offset
  }
  return 0
}
