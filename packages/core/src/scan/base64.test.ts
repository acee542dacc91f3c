import { describe, expect, it } from 'vitest'
import { decodeBase64, encodeBase64, islandIn } from './base64.ts'

/** The islands in every run of key characters. */
function islandsOf(text: string) {
  return Array.from(text.matchAll(/[\w+/=-]+/gu)).flatMap(
    ({ 0: run, index }) => islandIn(text, { start: index, end: index + run.length }) ?? [],
  )
}

describe('encodeBase64 and decodeBase64', () => {
  it.each(['', 'a', 'ab', 'abc', 'abcd', '~~~???>>>'])('give %j back', (text) => {
    expect(decodeBase64(encodeBase64(text))).toBe(text)
  })

  it('encode characters as UTF-8', () => {
    expect(encodeBase64('é€😀')).toBe(Buffer.from('é€😀').toString('base64'))
  })

  it.each([
    ['without padding', 'YWI'],
    ['of the other alphabet', Buffer.from('~~~???').toString('base64url')],
  ])('decode text %s', (_name, encoded) => {
    expect(decodeBase64(encoded)).toBe(Buffer.from(encoded, 'base64').toString('latin1'))
  })

  it.each(['a', 'a=b', '%%%%'])('know that %j is none', (text) => {
    expect(decodeBase64(text)).toBeUndefined()
  })
})

describe('islandIn', () => {
  const payload = 'a text that is long enough to count'
  const encoded = encodeBase64(payload)

  it.each([
    ['a data URL', `url(data:text/plain;base64,${encoded})`],
    ['an inline source map', `//# sourceMappingURL=data:application/json;base64,${encoded}`],
    ['a map with a character set', `//# sourceMappingURL=data:application/json;charset=utf-8;base64,${encoded}`],
    ['double quotes', `atob("${encoded}")`],
    ['backticks', `atob(\`${encoded}\`)`],
    ['quotes, without padding', `atob("${encoded.replace(/=+$/u, '')}")`],
  ])('finds %s', (_name, text) => {
    expect(islandsOf(text).map(({ decoded }) => decoded)).toEqual([payload])
  })

  it.each([
    ['a short literal', '"YWJjZA=="'],
    ['a word without quotes', encoded],
    ['a literal with other characters', `"${encoded}!"`],
  ])('passes over %s', (_name, text) => {
    expect(islandsOf(text)).toEqual([])
  })

  it.each([0, 1, 2, 3, 4, 5])('leads back to the characters that spell the bytes from %i on', (start) => {
    const text = `x = "${encoded}"`
    const [island] = islandsOf(text)
    const span = island!.toOriginal({ start, end: start + 6 })
    // Base64 of the six bytes with the neighbours that share a character with them.
    const first = Math.floor((start * 4) / 3)
    expect(text.slice(span.start, span.end)).toBe(encoded.slice(first, Math.ceil(((start + 6) * 4) / 3)))
  })
})

describe('megabytes of base64', () => {
  it('are decoded, not refused', () => {
    const megabytes = 'QUJD'.repeat(3_000_000)
    expect(islandsOf(`x="${megabytes}"`).map(({ decoded }) => decoded.length)).toEqual([9_000_000])
  })

  it('are skipped where they are no literal', () => {
    expect(islandsOf(`x = ${'QUJD'.repeat(1_000_000)};`)).toEqual([])
  })
})
