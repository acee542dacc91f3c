import type { View } from './views.ts'

/** Fewer codes than this hold no credential. */
const fewest = 8

/** Length of the shortest list: printable characters have codes of two digits or more. */
const shortest = fewest * 3 - 1

/** Of so many characters in a row, four that are looked at together lie inside of every list. */
const step = shortest - 3

/** Whether a character, by its code, can stand in a list. */
const isListed = listedCharacters()

/**
 * Lists of character codes or bytes, as `String.fromCharCode` and `Uint8Array` take them: decimal or hexadecimal, on one
 * line or on many. One character a code.
 */
export function codeListsOf(text: string): View[] {
  const views: View[] = []
  const { length } = text
  let done = 0
  for (let at = 0; at < length; at += step) {
    if (at < done || !isInList(text, at)) continue
    let start = at
    while (start > done && isCharacterOfList(text, start - 1)) start--
    let end = at
    while (end < length && isCharacterOfList(text, end)) end++
    done = end
    if (end - start < shortest || !hasCommas(text, start, end)) continue
    for (const view of viewsIn(text, start, end)) views.push(view)
  }
  return views
}

/** Whether four characters of a list stand there. */
function isInList(text: string, at: number): boolean {
  return (
    isCharacterOfList(text, at) &&
    isCharacterOfList(text, at + 1) &&
    isCharacterOfList(text, at + 2) &&
    isCharacterOfList(text, at + 3)
  )
}

function isCharacterOfList(text: string, at: number): boolean {
  return isListed[text.charCodeAt(at)] === 1
}

/** Whether there are enough commas for a list; indentation and numbers in hexadecimal have none. */
function hasCommas(text: string, from: number, to: number): boolean {
  let count = 0
  for (let at = text.indexOf(',', from); at !== -1 && at < to && count < fewest; at = text.indexOf(',', at + 1)) count++
  return count >= fewest - 1
}

/** Reads the numbers between two offsets. What is no number between commas ends a list and may begin the next. */
function viewsIn(text: string, from: number, to: number): View[] {
  const views: View[] = []
  const most = ((to - from) >> 1) + 1
  const codes = new Uint16Array(most * 2)
  const starts = new Int32Array(most * 2)
  const ends = new Int32Array(most * 2)
  let count = 0
  const flush = () => {
    if (count >= fewest) views.push(viewOf(codes.slice(0, count), starts.slice(0, count), ends.slice(0, count)))
    count = 0
  }
  for (let at = from; at < to;) {
    const start = skipSpace(text, at)
    const found = readNumber(text, start)
    if (found === undefined || found.end > to) {
      flush()
      at = start + 1
      continue
    }
    const { value, end } = found
    const add = (unit: number) => {
      codes[count] = unit
      starts[count] = start
      ends[count++] = end
    }
    if (value <= 0xffff) add(value)
    else for (const unit of [0xd7c0 + (value >> 10), 0xdc00 | (value & 0x3ff)]) add(unit)
    const comma = skipSpace(text, end)
    if (text.charCodeAt(comma) !== 0x2c) flush()
    at = Math.max(end, comma) + 1
  }
  flush()
  return views
}

function skipSpace(text: string, from: number): number {
  let at = from
  for (let code = text.charCodeAt(at); code === 0x20 || (code >= 0x09 && code <= 0x0d); code = text.charCodeAt(++at));
  return at
}

/** The number of at most six digits that begins there and is a word of its own. */
function readNumber(text: string, start: number): { readonly value: number; readonly end: number } | undefined {
  const isHexadecimal = text.charCodeAt(start) === 0x30 && (text.charCodeAt(start + 1) | 0x20) === 0x78
  const radix = isHexadecimal ? 16 : 10
  const first = isHexadecimal ? start + 2 : start
  let value = 0
  let end = first
  for (let digit = digitAt(text, end); digit < radix && end - first < 6; digit = digitAt(text, ++end)) {
    value = value * radix + digit
  }
  if (end === first || value > 0x10ffff || isPartOfWord(text, end) || isPartOfWord(text, start - 1)) return undefined
  return { value, end }
}

function digitAt(text: string, at: number): number {
  const code = text.charCodeAt(at)
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  const letter = code | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : Infinity
}

/** A letter, a digit, or what makes another number of one: a point, a minus. */
function isPartOfWord(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  if (code === 0x2c || code === 0x20 || Number.isNaN(code)) return false
  return (code >= 0x30 && code <= 0x39) || code === 0x2d || code === 0x2e || isLetter(code)
}

function isLetter(code: number): boolean {
  const letter = code | 0x20
  return (letter >= 0x61 && letter <= 0x7a) || code === 0x24 || code === 0x5f
}

function viewOf(codes: Uint16Array, starts: Int32Array, ends: Int32Array): View {
  const parts: string[] = []
  for (let at = 0; at < codes.length; at += 4096) parts.push(String.fromCharCode(...codes.subarray(at, at + 4096)))
  return {
    text: parts.join(''),
    encoding: 'char-codes',
    toOriginal: ({ start, end }) => ({ start: starts[start] ?? 0, end: ends[end - 1] ?? 0 }),
  }
}

function listedCharacters(): Uint8Array {
  const listed = new Uint8Array(1 << 16)
  for (const character of '0123456789, \t\r\nxXabcdefABCDEF') listed[character.charCodeAt(0)] = 1
  return listed
}
