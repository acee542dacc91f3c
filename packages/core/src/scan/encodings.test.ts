import { describe, expect, it } from 'vitest'
import { fakeKey } from '../detectors/fake-key.ts'
import type { KnownSecret } from '../model.ts'
import { compileMatcher } from './matcher.ts'
import { decodeText } from './text.ts'

/** Values of every kind that a build machine holds. */
const values: readonly (readonly [kind: string, value: string])[] = [
  ['letters and digits', fakeKey('{alnum:40}', 1)],
  ['a short one', fakeKey('{alnum:17}', 2)],
  ['symbols', `${fakeKey('{alnum:9}', 3)}!$&*(${fakeKey('{alnum:9}', 4)}#@^%~`],
  ['quotes', `${fakeKey('{alnum:9}', 5)}"${fakeKey('{alnum:6}', 6)}'\`<${fakeKey('{alnum:6}', 7)}`],
  ['backslashes', `${fakeKey('{alnum:9}', 8)}\\${fakeKey('{alnum:9}', 9)}\\\\n${fakeKey('{alnum:5}', 10)}`],
  ['lines', `${fakeKey('{alnum:30}', 11)}\n${fakeKey('{alnum:30}', 12)}\n`],
  ['other scripts', `pä${fakeKey('{alnum:9}', 13)}ß密${fakeKey('{alnum:9}', 14)}🔑z`],
  ['slashes and signs of base64', `${fakeKey('{alnum:9}', 15)}/+${fakeKey('{alnum:9}', 16)}==`],
]

const utf8 = (text: string) => [...new TextEncoder().encode(text)]
const units = (text: string) => Array.from({ length: text.length }, (_, index) => text.charCodeAt(index))
const points = (text: string) => Array.from(text, (character) => character.codePointAt(0) ?? 0)
const hex = (code: number, length = 2) => code.toString(16).padStart(length, '0')

const json = (text: string) => JSON.stringify(text).slice(1, -1)
const single = (text: string) => json(text).replace(/\\"/gu, '"').replace(/'/gu, "\\'")
const template = (text: string) => text.replace(/[\\`]|\$(?=\{)/gu, '\\$&')
const base64 = (bytes: readonly number[]) => btoa(String.fromCharCode(...bytes))
const urlSafe = (text: string) => text.replace(/\+/gu, '-').replace(/\//gu, '_').replace(/=/gu, '')

/** Every form in which a value can stand in output; `form` is what the span has to cover. */
const forms: readonly (readonly [name: string, form: (value: string) => string])[] = [
  ['plain', (value) => value],
  ['JSON', json],
  ['a string in single quotes', single],
  ['a template', template],
  ['only the backslash doubled', (value) => value.replace(/\\/gu, '\\\\')],
  ['JSON in JSON', (value) => json(json(value))],
  [
    'ASCII only, with capital digits',
    (value) =>
      json(value).replace(/[^\x20-\x7e]/gu, (c) =>
        units(c)
          .map((u) => `\\u${hex(u, 4).toUpperCase()}`)
          .join(''),
      ),
  ],
  [
    'hexadecimal and Unicode escapes',
    (value) =>
      units(value)
        .map((u) => (u < 256 ? `\\x${hex(u)}` : `\\u${hex(u, 4)}`))
        .join(''),
  ],
  [
    'Unicode escapes',
    (value) =>
      units(value)
        .map((u) => `\\u${hex(u, 4)}`)
        .join(''),
  ],
  [
    'braced escapes',
    (value) =>
      points(value)
        .map((p) => `\\u{${hex(p, 1)}}`)
        .join(''),
  ],
  [
    'mixed escapes',
    (value) =>
      points(value)
        .map((p, index) =>
          p > 255 || index % 3 === 0 ? `\\u{${hex(p, 1)}}` : index % 3 === 1 ? `\\x${hex(p)}` : `\\u${hex(p, 4)}`,
        )
        .join(''),
  ],
  [
    'escapes in JSON in JSON',
    (value) =>
      json(
        units(value)
          .map((u) => `\\u${hex(u, 4)}`)
          .join(''),
      ),
  ],
  [
    'octal escapes',
    (value) =>
      units(value)
        .map((u) => (u < 256 ? `\\${u.toString(8).padStart(3, '0')}` : `\\u${hex(u, 4)}`))
        .join(''),
  ],
  [
    'continued lines',
    (value) => `${json(value.slice(0, 5))}\\\n${json(value.slice(5, 11))}\\\r\n${json(value.slice(11))}`,
  ],
  ['percent escapes where needed', (value) => encodeURIComponent(value)],
  [
    'percent escapes of a form',
    (value) => encodeURIComponent(value).replace(/[!'()~*]/gu, (c) => `%${hex(c.charCodeAt(0)).toUpperCase()}`),
  ],
  [
    'percent escapes',
    (value) =>
      utf8(value)
        .map((b) => `%${hex(b)}`)
        .join(''),
  ],
  [
    'capital percent escapes',
    (value) =>
      utf8(value)
        .map((b) => `%${hex(b).toUpperCase()}`)
        .join(''),
  ],
  [
    'percent escapes twice',
    (value) =>
      encodeURIComponent(
        utf8(value)
          .map((b) => `%${hex(b)}`)
          .join(''),
      ),
  ],
  [
    'HTML',
    (value) =>
      value.replace(
        /[&<>"']/gu,
        (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[c] ?? c,
      ),
  ],
  [
    'decimal entities',
    (value) =>
      points(value)
        .map((p) => `&#${String(p)};`)
        .join(''),
  ],
  [
    'hexadecimal entities',
    (value) =>
      points(value)
        .map((p) => `&#x${hex(p, 1).toUpperCase()};`)
        .join(''),
  ],
  [
    'padded entities',
    (value) =>
      points(value)
        .map((p) => `&#${String(p).padStart(4, '0')};`)
        .join(''),
  ],
  [
    'named entities',
    (value) =>
      value.replace(
        /[&<>"'!$#%()*+/=\\@^`~]/gu,
        (c) =>
          ({
            '&': '&amp;',
            '<': '&lt;',
            '>': '&gt;',
            '"': '&quot;',
            "'": '&apos;',
            '!': '&excl;',
            $: '&dollar;',
            '#': '&num;',
            '%': '&percnt;',
            '(': '&lpar;',
            ')': '&rpar;',
            '*': '&ast;',
            '+': '&plus;',
            '/': '&sol;',
            '=': '&equals;',
            '\\': '&bsol;',
            '@': '&commat;',
            '^': '&Hat;',
            '`': '&grave;',
          })[c] ?? c,
      ),
  ],
  [
    'CSS escapes',
    (value) =>
      points(value)
        .map((p) => `\\${hex(p, 1)} `)
        .join(''),
  ],
  [
    'CSS escapes of six digits',
    (value) =>
      points(value)
        .map((p) => `\\${hex(p, 6)}`)
        .join(''),
  ],
  [
    'CSS escapes where needed',
    (value) => Array.from(value, (c) => (/[\w-]/u.test(c) ? c : `\\${hex(c.codePointAt(0) ?? 0, 1)} `)).join(''),
  ],
  [
    'hexadecimal',
    (value) =>
      utf8(value)
        .map((b) => hex(b))
        .join(''),
  ],
  [
    'capital hexadecimal',
    (value) =>
      utf8(value)
        .map((b) => hex(b).toUpperCase())
        .join(''),
  ],
  ['character codes', (value) => units(value).join()],
  ['character codes with spaces', (value) => units(value).join(', ')],
  ['character codes on lines', (value) => units(value).join(',\n    ')],
  [
    'hexadecimal character codes',
    (value) =>
      units(value)
        .map((u) => `0x${hex(u)}`)
        .join(),
  ],
  [
    'capital hexadecimal character codes',
    (value) =>
      units(value)
        .map((u) => `0x${hex(u).toUpperCase()}`)
        .join(', '),
  ],
  ['bytes', (value) => utf8(value).join()],
  [
    'hexadecimal bytes',
    (value) =>
      utf8(value)
        .map((b) => `0x${hex(b)}`)
        .join(', '),
  ],
  ['reversed', (value) => Array.from(value).reverse().join('')],
  ['reversed, escaped', (value) => json(Array.from(value).reverse().join(''))],
  // Padding spells nothing.
  ['base64', (value) => base64(utf8(value)).replace(/=/gu, '')],
  ['base64url', (value) => urlSafe(base64(utf8(value)))],
]

function secret(value: string): KnownSecret {
  return { value, match: 'anywhere', sources: [{ name: 'SECRET', path: '.env', line: 1 }] }
}

/** Spans of a value in a text, as offsets. */
function spansOf(text: string, value: string) {
  return compileMatcher([], [secret(value)])
    .find(text)
    .filter((match) => match.value === value)
    .map(({ start, end }) => [start, end])
}

describe.each(values)('a known secret of %s', (_kind, value) => {
  it.each(forms)('is found as %s', (_name, spell) => {
    const form = spell(value)
    const before = '(()=>{const t=["'
    expect(spansOf(`${before}${form}"];export{t}})();`, value)).toEqual([[before.length, before.length + form.length]])
  })

  it.each([0, 1, 2, 3, 4])('is found inside of base64 behind %d bytes', (count) => {
    const blob = base64([...utf8('{"a":"'.slice(0, 3) + 'x'.repeat(count)), ...utf8(value), ...utf8('","b":1}')])
    for (const [text, quote] of [blob, urlSafe(blob)].flatMap(
      (b) =>
        [
          [b, '"'],
          [b, '\\"'],
          [b, ' '],
        ] as const,
    )) {
      const spans = spansOf(`a=${quote}${text}${quote};`, value)
      expect(spans).toHaveLength(1)
      const [start = 0, end = 0] = spans[0] ?? []
      const from = 2 + quote.length
      expect(start).toBe(from + Math.floor(((3 + count) * 4) / 3))
      expect(end).toBe(from + Math.ceil(((3 + count + utf8(value).length) * 4) / 3))
    }
  })

  it.each([
    ['a data URL', (text: string) => `data:text/plain;base64,${base64(utf8(text))}`],
    ['a percent-encoded data URL', (text: string) => `data:text/plain,${encodeURIComponent(text)}`],
    [
      'an inline map',
      (text: string) =>
        `//# sourceMappingURL=data:application/json;charset=utf-8;base64,${base64(utf8(JSON.stringify({ version: 3, sources: ['a.js'], sourcesContent: [text], mappings: '' })))}`,
    ],
    [
      'a map',
      (text: string) => JSON.stringify({ version: 3, sources: ['a.js'], sourcesContent: [text], mappings: '' }),
    ],
  ])('is found in %s', (_name, spell) => {
    expect(spansOf(spell(`const a = ${JSON.stringify(value)}\n`), value)).toHaveLength(1)
    expect(spansOf(spell(`const a = \`${template(value)}\`\n`), value)).toHaveLength(1)
  })

  it.each(['utf-16le', 'utf-16be'])('is found in a %s file', (encoding) => {
    const text = `{ "a": ${JSON.stringify(value)} }`
    const bytes = new Uint8Array(
      units(text).flatMap((u) => (encoding === 'utf-16le' ? [u & 255, u >> 8] : [u >> 8, u & 255])),
    )
    expect(spansOf(decodeText(bytes).text, value)).toHaveLength(1)
  })

  it.each(['utf-16le', 'utf-16be'])('is found as %s in a binary file', (encoding) => {
    const own = units(value).flatMap((u) => (encoding === 'utf-16le' ? [u & 255, u >> 8] : [u >> 8, u & 255]))
    for (const odd of [[], [7]]) {
      const head = Array.from({ length: 700 }, (_, index) => (index * 37 + 130) & 255)
      const bytes = new Uint8Array([...head, ...odd, ...own, 1, 200, 255, 0])
      const file = decodeText(bytes)
      const start = head.length + odd.length
      expect(spansOf(file.text, value)).toEqual([[start, start + own.length]])
    }
  })

  it('is found as UTF-8 in a binary file', () => {
    const { text } = decodeText(new Uint8Array([1, 200, 255, 0, ...utf8(value), 255, 0]))
    expect(spansOf(text, value)).toEqual([[4, 4 + utf8(value).length]])
  })
})
