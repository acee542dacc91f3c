/** Characters of a literal that are looked up together. */
const gramLength = 3

/** Bits of a character that count. Characters which differ only above them are told apart by the comparison behind. */
const bitsOfCharacter = 7
const mask = (1 << bitsOfCharacter) - 1
const gramMask = (1 << (bitsOfCharacter * gramLength)) - 1

/** 2^16 bits are 8 KB: few groups meet by chance, and several tables stay in the processor's cache. */
const bitsOfHash = 16

/** Literals by their first three characters. */
export class GramTable {
  private readonly bitmap = new Int32Array(1 << (bitsOfHash - 5))
  private readonly lists = new Map<number, number[]>()

  /** Adds a literal of three characters or more under a number. */
  add(literal: string, index: number): void {
    const gram = gramAt(literal, 0)
    const bit = hashOf(gram)
    this.bitmap[bit >>> 5] = (this.bitmap[bit >>> 5] ?? 0) | (1 << (bit & 31))
    const list = this.lists.get(gram)
    if (list === undefined) this.lists.set(gram, [index])
    else if (list.at(-1) !== index) list.push(index)
  }

  /** Whether a literal could begin there. One look, and nearly always no. */
  mayHold(text: string, at: number): boolean {
    // A look outside of the text would make every look slow.
    if (at < 0 || at + gramLength > text.length) return false
    const bit = hashOf(gramAt(text, at))
    return ((this.bitmap[bit >>> 5] ?? 0) & (1 << (bit & 31))) !== 0
  }

  /** Writes every place from `from` up to `to` where a literal could begin into `places`. Returns how many there are. */
  collect(text: string, from: number, to: number, places: Int32Array): number {
    const { bitmap } = this
    const last = Math.min(to, text.length - gramLength + 1)
    if (from >= last) return 0
    let gram = (text.charCodeAt(from) & mask) * (mask + 1) + (text.charCodeAt(from + 1) & mask)
    let count = 0
    for (let at = from; at < last; at++) {
      gram = ((gram << bitsOfCharacter) | (text.charCodeAt(at + gramLength - 1) & mask)) & gramMask
      const bit = hashOf(gram)
      if (((bitmap[bit >>> 5] ?? 0) & (1 << (bit & 31))) !== 0) places[count++] = at
    }
    return count
  }

  /** Numbers of the literals that begin with the characters there; the rest of each is not compared. */
  at(text: string, at: number): readonly number[] {
    return this.lists.get(gramAt(text, at)) ?? []
  }
}

function gramAt(text: string, at: number): number {
  const first = text.charCodeAt(at) & mask
  const second = text.charCodeAt(at + 1) & mask
  return (((first << bitsOfCharacter) | second) << bitsOfCharacter) | (text.charCodeAt(at + gramLength - 1) & mask)
}

/** Multiplies by a large odd number, whose upper bits depend on every bit of the group. */
function hashOf(gram: number): number {
  return Math.imul(gram, 0x9e3779b1) >>> (32 - bitsOfHash)
}

/** The first group of different characters: a line of hyphens must not ask for `-----BEGIN` at every place. */
export function anchorOf(literal: string): number {
  for (let offset = 0; offset + 4 <= literal.length; offset++) {
    const middle = literal.charCodeAt(offset + 1)
    if (literal.charCodeAt(offset) !== middle && middle !== literal.charCodeAt(offset + 2)) return offset
  }
  return 0
}
