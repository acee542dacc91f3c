import { brotliCompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { fakeKey } from '../detectors/fake-key.ts'
import { catalogue } from '../detectors/index.ts'
import type { Detector, KnownSecret } from '../model.ts'
import { compileMatcher } from './matcher.ts'

const project = fakeKey('sk-proj-{url:74}T3BlbkFJ{url:74}', 1)
const groq = fakeKey('gsk_{alnum:52}', 2)
const shapes = compileMatcher(catalogue, [])

function secret(value: string, match: KnownSecret['match'] = 'anywhere'): KnownSecret {
  return { value, match, sources: [{ name: 'SECRET', path: '.env', line: 1 }] }
}

/** What is found of one known value, with the form that stands in the text. */
function foundIn(text: string, value: string, match: KnownSecret['match'] = 'anywhere') {
  return compileMatcher([], [secret(value, match)])
    .find(text)
    .map(({ start, end, encoding }) => ({ form: text.slice(start, end), encoding }))
}

const codes = (text: string) => Array.from(text, (character) => character.charCodeAt(0))
const each = (text: string, spell: (code: number) => string) => codes(text).map(spell).join('')
const hex = (code: number) => code.toString(16).padStart(2, '0')

describe('spellings of a key by its shape', () => {
  it.each([
    ['js-escape', 'hexadecimal escapes', each(groq, (code) => `\\x${hex(code)}`)],
    ['js-escape', 'Unicode escapes', each(groq, (code) => `\\u00${hex(code)}`)],
    ['js-escape', 'braced escapes', each(groq, (code) => `\\u{${hex(code)}}`)],
    ['js-escape', 'one escape in the middle', `${groq.slice(0, 9)}\\x${hex(groq.charCodeAt(9))}${groq.slice(10)}`],
    ['js-escape', 'an escape in the prefix', `g\\x73k_${groq.slice(4)}`],
    ['js-escape', 'a continued line', `${groq.slice(0, 9)}\\\n${groq.slice(9)}`],
    ['percent', 'percent escapes', each(groq, (code) => `%${hex(code)}`)],
    ['html-entity', 'decimal entities', each(groq, (code) => `&#${code};`)],
    ['html-entity', 'hexadecimal entities', each(groq, (code) => `&#x${hex(code)};`)],
    ['js-escape+js-escape', 'escapes in JSON in JavaScript', each(groq, (code) => `\\\\u00${hex(code)}`)],
    ['percent+percent', 'percent escapes twice', each(groq, (code) => `%25${hex(code)}`)],
    ['base64', 'base64', btoa(groq)],
    ['base64', 'base64 of a longer text, first alignment', btoa(`{"a":"${groq}","b":1}`)],
    ['base64', 'base64 of a longer text, second alignment', btoa(`{"ab":"${groq}","b":1}`)],
    ['base64', 'base64 of a longer text, third alignment', btoa(`{"abc":"${groq}","b":1}`)],
    ['base64', 'base64url', Buffer.from(`?>~~{"a":"${groq}"}`).toString('base64url')],
    ['base64+base64', 'base64 in base64', btoa(`"${btoa(groq)}"`)],
    ['base64+js-escape', 'an escape in base64', btoa(`"${each(groq, (code) => `\\x${hex(code)}`)}"`)],
  ])('finds %s: %s', (encoding, _name, form) => {
    const text = `const a = "${form}";`
    const found = shapes.find(text)
    expect(found.map((match) => match.encoding)).toEqual([encoding])
    expect(found[0]?.value === groq).toBe(true)
    expect(found[0]!.start).toBeGreaterThanOrEqual(11)
    expect(found[0]!.end).toBeLessThanOrEqual(11 + form.length)
    expect(encoding.startsWith('base64') || text.slice(found[0]!.start, found[0]!.end) === form).toBe(true)
  })

  it('finds a key in a source map inside of a data URL', () => {
    const map = JSON.stringify({ version: 3, sources: ['a.ts'], sourcesContent: [`f('${project}')`], mappings: '' })
    const found = shapes.find(`f();\n//# sourceMappingURL=data:application/json;base64,${btoa(map)}`)
    expect(found.map((match) => [match.encoding, match.value === project])).toEqual([['base64', true]])
  })

  it('finds a key in an asset inside of a style sheet', () => {
    const found = shapes.find(`a{background:url(data:image/svg+xml;base64,${btoa(`<svg><!--${groq}--></svg>`)})}`)
    expect(found.map((match) => match.value === groq)).toEqual([true])
  })

  it('decodes base64 no deeper than twice', () => {
    expect(shapes.find(`"${btoa(`"${btoa(`"${btoa(groq)}"`)}"`)}"`)).toEqual([])
  })
})

describe('several keys', () => {
  it('finds each of two keys side by side', () => {
    expect(shapes.find(`"${groq}","${project}"`).map((match) => match.detector?.id)).toEqual([
      'groq-api-key',
      'openai-project-key',
    ])
  })

  it('finds one key twice on a line', () => {
    expect(shapes.find(`"${groq}","${groq}"`).map(({ start }) => start)).toEqual([1, 4 + groq.length])
  })

  it('tells a key found plain and in a decoded reading once', () => {
    expect(shapes.find(`"${groq}\\x21"`)).toHaveLength(1)
  })

  it('takes the known value and the shape of one place together', () => {
    const [match, ...others] = compileMatcher(catalogue, [secret(groq)]).find(`"${groq}"`)
    expect(others).toEqual([])
    expect(match?.detector?.id).toBe('groq-api-key')
    expect(match?.known?.sources[0]?.name).toBe('SECRET')
  })

  it('prefers the longer of two that overlap', () => {
    const url = `https://user:${groq}@host.test/path`
    const found = compileMatcher(catalogue, [secret(url), secret(groq)]).find(`"${url}"`)
    expect(found.map((match) => match.value === url)).toEqual([true])
  })

  it('finds a value that begins another one where it stands alone', () => {
    const [short, long] = ['correct-horse-battery', 'correct-horse-battery-staple']
    const found = compileMatcher([], [secret(short), secret(long)]).find(`"${short}","${long}"`)
    expect(found.map(({ value }) => value)).toEqual([short, long])
  })
})

describe('spellings of a known value', () => {
  const value = 'Tr0ub4dor&3-horse-battery'
  const bytes = [...new TextEncoder().encode(value)]

  it.each([
    ['plain', value],
    ['hex', bytes.map(hex).join('')],
    ['hex', bytes.map(hex).join('').toUpperCase()],
    ['reversed', Array.from(value).reverse().join('')],
    ['char-codes', bytes.join(',')],
    ['base64', btoa(value).replace(/=+$/u, '')],
    ['html-entity', value.replace('&', '&amp;')],
    ['percent', encodeURIComponent(value)],
    ['js-escape', value.replace('&', String.raw`\x26`)],
    ['js-escape', value.replace('&', String.raw`\u0026`)],
  ])('finds it as %s', (encoding, form) => {
    expect(foundIn(`x="${form}"`, value)).toEqual([{ form, encoding }])
  })

  it.each([0, 1, 2, 3, 4, 5, 6, 7])('finds it in base64 behind %i other characters', (before) => {
    for (let after = 0; after < 3; after++) {
      const encoded = btoa(`${'x'.repeat(before)}${value}${'y'.repeat(after)}`)
      const [found, ...others] = foundIn(`f("${encoded}")`, value)
      expect(others).toEqual([])
      expect(found?.encoding).toBe('base64')
      // Every character that holds bits of the value is inside.
      const covered = encoded.slice(Math.floor((before * 4) / 3), Math.ceil(((before + value.length) * 4) / 3))
      expect(found?.form).toContain(covered)
    }
  })

  it.each([0, 1, 2])('finds it in base64url behind %i other characters', (before) => {
    const odd = '?>?>~~~~?>?>-secret'
    // Its last bits differ from those of the filler that the needles are made with.
    const encoded = Buffer.from(`${'w'.repeat(before)}${odd}`).toString('base64url')
    expect(foundIn(`f(${encoded}.)`, odd).map(({ encoding }) => encoding)).toEqual(['base64'])
  })

  it('does not find what only looks alike', () => {
    expect(foundIn(`"${value.toLowerCase()}" "${value.slice(1)}" "${value.replace('&', '&&')}"`, value)).toEqual([])
  })
})

describe('known values with characters that have to be escaped', () => {
  const pem = [
    '-----BEGIN PRIVATE KEY-----',
    fakeKey('{base64:64}', 4),
    fakeKey('{base64:40}', 5),
    '-----END PRIVATE KEY-----',
    '',
  ].join('\n')
  const values: Readonly<Record<string, string>> = {
    'double quotes': 'say "friend" and enter',
    'single quotes': "it's a long secret, isn't it",
    backslashes: String.raw`domain\user\password\x`,
    'line breaks': pem,
    'Windows line breaks': 'first line\r\nsecond line\r\n',
    'a tab': 'left\tright\tand more',
    backticks: 'a `quoted` secret of mine',
    'a template hole': 'costs ${price} or $5 {each}',
    'a template hole among letters': 'costs${price}or-more-than-that',
    'non-ASCII characters': 'pässwörd-für-übermorgen',
    'astral characters': 'secret-🔑-of-the-🏰-gate',
    'Chinese characters': '这是一个很长的秘密口令',
    'everything at once': 'a"b\'c\\d`e${f}\n\tg/h</script>é😀 & %20 &amp; end',
  }
  const inTemplate = (text: string) => text.replace(/[\\`]|\$\{/gu, '\\$&')
  const spellings: readonly (readonly [string, (text: string) => string])[] = [
    ['raw', (text) => text],
    ['JSON', (text) => JSON.stringify(text)],
    ['JSON in JSON', (text) => JSON.stringify(JSON.stringify({ a: text }))],
    ['a template', (text) => `\`${inTemplate(text)}\``],
    [
      'a template with escaped line ends',
      (text) => `\`${inTemplate(text).replace(/\n/gu, '\\n').replace(/\r/gu, '\\r')}\``,
    ],
    [
      'a literal in single quotes',
      (text) => `'${JSON.stringify(text).slice(1, -1).replace(/\\"/gu, '"').replace(/'/gu, "\\'")}'`,
    ],
    [
      'ASCII only',
      (text) =>
        JSON.stringify(text).replace(/[^\x20-\x7e]/gu, (character) =>
          Array.from(
            { length: character.length },
            (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
          ).join(''),
        ),
    ],
    [
      'braced escapes',
      (text) =>
        JSON.stringify(text).replace(/[^\x20-\x7e]/gu, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`),
    ],
    ['an escaped end tag', (text) => JSON.stringify(text).replace(/<\//gu, String.raw`<\/`)],
    ['base64', (text) => `"${Buffer.from(text).toString('base64')}"`],
    ['JSON in base64', (text) => `"${Buffer.from(JSON.stringify({ a: text })).toString('base64')}"`],
    [
      'an attribute',
      (text) => `<a data-x="${text.replace(/&/gu, '&amp;').replace(/"/gu, '&quot;').replace(/</gu, '&lt;')}">`,
    ],
    ['hexadecimal digits', (text) => Buffer.from(text).toString('hex')],
    ['a URL', (text) => `?q=${encodeURIComponent(text)}`],
  ]

  describe.each(Object.entries(values))('%s', (_name, value) => {
    it.each(spellings)('are found in %s', (_spelling, spell) => {
      expect(foundIn(`x = ${spell(value)} ;`, value)).toHaveLength(1)
    })
  })
})

describe('a value that counts as a whole literal only', () => {
  it.each([
    ['"hunter2!"', 1],
    ['"my hunter2!"', 0],
    ['hunter2!', 0],
    [String.raw`{\"a\":\"hunter2!\"}`, 1],
    ['data-x="hunter2!"', 1],
    ['f(`hunter2!`)', 1],
    [String.raw`"hunter2\x21"`, 1],
    ['&quot;hunter2!&quot;', 1],
    [`"${btoa('hunter2!')}"`, 0],
  ])('in %s is found %i times', (text, count) => {
    expect(foundIn(text, 'hunter2!', 'literal')).toHaveLength(count)
  })

  it('may be shorter than eight characters, because a person named it', () => {
    expect(foundIn('pin("4711")', '4711', 'literal')).toEqual([{ form: '4711', encoding: 'plain' }])
  })
})

describe('compressed or random bytes', () => {
  it('hold nothing', () => {
    const bytes = brotliCompressSync(Buffer.from(fakeKey('{base64:20000}', 8))).toString('latin1')
    expect(shapes.find(bytes)).toEqual([])
  })
})

it('compiles another list of the same detectors no second time', () => {
  let reads = 0
  const own: Detector = {
    ...catalogue[0],
    get pattern() {
      reads++
      return /own-[a-z]{20}/uy
    },
  } as Detector
  compileMatcher([own], [])
  const once = reads
  compileMatcher([own], [secret(project)])
  expect(once).toBeGreaterThan(0)
  expect(reads).toBe(once)
  compileMatcher([own, own], [])
  expect(reads).toBeGreaterThan(once)
})
