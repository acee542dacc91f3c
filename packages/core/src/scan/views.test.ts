import { describe, expect, it } from 'vitest'
import { viewsOf } from './views.ts'

/** Decoded readings of a text, without the text itself. */
function readings(text: string, allEscapes = false): [encoding: string, text: string][] {
  return viewsOf(text, allEscapes)
    .slice(1)
    .map((view) => [view.encoding, view.text])
}

describe('viewsOf', () => {
  it.each([
    ['a hexadecimal escape', String.raw`a\x62c`, 'js-escape', 'abc'],
    ['a Unicode escape', String.raw`a\u0062c`, 'js-escape', 'abc'],
    ['a braced escape', String.raw`a\u{62}c`, 'js-escape', 'abc'],
    ['a padded braced escape', String.raw`a\u{0062}c`, 'js-escape', 'abc'],
    ['other escapes beside it', String.raw`\x61\n\t\\\/\'\"\q\0`, 'js-escape', 'a\n\t\\/\'"q\0'],
    ['a continued line', 'ab\\\ncd', 'js-escape', 'abcd'],
    ['a continued line of Windows', 'ab\\\r\ncd', 'js-escape', 'abcd'],
    ['an astral character', String.raw`\x61\u{1f600}`, 'js-escape', 'a😀'],
    ['a code point that does not exist', String.raw`\x61\u{ffffff}`, 'js-escape', 'a\ufffd'],
    ['a percent escape', 'a%62%2Fc', 'percent', 'ab/c'],
    ['a decimal entity', 'a&#98;c', 'html-entity', 'abc'],
    ['a hexadecimal entity', 'a&#x62;&#X63;', 'html-entity', 'abc'],
    ['named entities', '&quot;&apos;&amp;&lt;&gt;', 'html-entity', '"\'&<>'],
  ])('reads %s', (_name, text, encoding, decoded) => {
    expect(readings(text)).toContainEqual([encoding, decoded])
  })

  it.each([
    ['plain text', 'const a = 1'],
    ['an escape of no printable character', String.raw`\u0000\x00\n\u{a0}`],
    ['a percent sign', '100% of 50%'],
    ['an escape of no printable character in a URL', '%00%0A%E4'],
    ['an ampersand', 'a && b & c; &nbsp;'],
  ])('has no reading of %s', (_name, text) => {
    expect(readings(text)).toEqual([])
  })

  it('reads every escape when a known secret needs it', () => {
    expect(readings(String.raw`a\nb`, true)).toContainEqual(['js-escape', 'a\nb'])
  })

  it.each([
    ['JSON in JavaScript', String.raw`"{\"a\":\"\\u0062\"}"`, 'js-escape+js-escape', '"{"a":"b"}"'],
    ['an escape in a percent escape', '%5Cx62', 'percent+js-escape', 'b'],
    ['a percent escape in an entity', '&#37;62', 'html-entity+percent', 'b'],
  ])('reads %s', (_name, text, encoding, decoded) => {
    expect(readings(text, true)).toContainEqual([encoding, decoded])
  })

  it.each([
    ['in front', String.raw`key\x21`, 'key', 'key'],
    ['behind', String.raw`\x21\x21key`, 'key', 'key'],
    ['with an escape inside', String.raw`\n\x6bey\u0021 b`, 'key!', String.raw`\x6bey\u0021`],
    ['of escapes only', String.raw`-\x6b\x65\x79-`, 'key', String.raw`\x6b\x65\x79`],
    ['between astral characters', String.raw`😀\u{1f600}k\x65y😀`, 'key', String.raw`k\x65y`],
    ['over a continued line', 'a ke\\\ny \\x21', 'key', 'ke\\\ny'],
    ['in JSON in JavaScript', String.raw`"{\"a\":\"\\x6bey\"}"`, 'key', String.raw`\\x6bey`],
  ])('leads back from a word %s', (_name, text, word, form) => {
    const spans = viewsOf(text, true).flatMap((view) => {
      const start = view.text.indexOf(word)
      return start === -1 ? [] : [view.toOriginal({ start, end: start + word.length })]
    })
    expect(spans.map(({ start, end }) => text.slice(start, end))).toContain(form)
  })
})
