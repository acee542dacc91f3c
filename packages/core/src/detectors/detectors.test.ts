import { describe, expect, it } from 'vitest'
import { createFence } from '../fence.ts'
import { compileMatcher } from '../scan/matcher.ts'
import { fakeKey } from './fake-key.ts'
import { catalogue } from './index.ts'

const seeds = Array.from({ length: 40 }, (_, index) => index + 1)
const matcher = compileMatcher(catalogue, [])

/** Text around a key, as bundles, pages and files have it. */
const contexts: readonly (readonly [name: string, before: string, after: string])[] = [
  ['nothing', '', ''],
  ['double quotes', 'const key = "', '";'],
  ['single quotes', "f('", "')"],
  ['backticks', 'f(`', '`)'],
  ['an authorization header', 'headers: { Authorization: "Bearer ', '" }'],
  ['an authorization template', '`Bearer ', '${x}`'],
  ['JSON', '{"key":"', '"}'],
  ['JSON in JSON', String.raw`{"body":"{\"key\":\"`, String.raw`\"}"}`],
  ['JSON in JSON in JavaScript', String.raw`"{\"body\":\"{\\\"key\\\":\\\"`, String.raw`\\\"}\"}"`],
  ['an escaped line break', String.raw`"first\n`, String.raw`\nlast"`],
  ['an escaped tab', String.raw`"first\t`, String.raw`\tlast"`],
  ['a percent escape', 'https://x.test/?q=%22', '%22'],
  ['an entity', '<div data-key="&quot;', '&quot;">'],
  ['a numeric entity', '<div data-key="&#34;', '&#34;">'],
  ['a hexadecimal escape', String.raw`"\x22`, String.raw`\x22"`],
  ['a Unicode escape', String.raw`"\u0022`, String.raw`\u0022"`],
  ['a braced Unicode escape', String.raw`"\u{22}`, String.raw`\u{22}"`],
  ['an environment file', 'KEY=', '\n'],
  ['an environment file with Windows line ends', 'KEY=', '\r\n'],
  ['brackets', '(', ')'],
  ['square brackets', '[', ']'],
  ['a comma and a semicolon', ',', ';'],
  ['a colon and a full stop', 'key:', '. Then'],
  ['a Chinese character', '密钥', '。'],
  ['an emoji', '🔑', '🔑'],
  ['an HTML comment', '<!-- ', ' -->'],
  ['a tag', '<b>', '</b>'],
  ['a query', '?key=', '&x=1'],
  ['a path', '/', '/x'],
  ['a URL with a user', 'https://user:', '@host.test'],
  ['a byte order mark', '\ufeff', ''],
  ['a source map', String.raw`{"version":3,"sourcesContent":["export const key = '`, String.raw`'\n"],"mappings":""}`],
]

describe.each(catalogue)('$id', (detector) => {
  const samples = detector.examples.match.flatMap((template) => seeds.map((seed) => fakeKey(template, seed)))

  it.each(contexts)('is found once, at its exact span, in %s', (_name, before, after) => {
    const missed = samples.filter((sample) => {
      const found = matcher.find(before + sample + after)
      const [match] = found
      return !(
        found.length === 1 &&
        match?.start === before.length &&
        match.end === before.length + sample.length &&
        match.value === sample &&
        match.encoding === 'plain' &&
        match.detector?.id === detector.id
      )
    })
    // Counted, because a failing test may not print a sample.
    expect(missed).toHaveLength(0)
  })

  it('is found in an HTML comment without spaces', () => {
    const missed = samples.filter((sample) => matcher.find(`<!--${sample}-->`)[0]?.value !== sample)
    expect(missed).toHaveLength(0)
  })

  it.each(detector.examples.ignore)('ignores %s', (template) => {
    const hits = seeds.flatMap((seed) => matcher.find(`"${fakeKey(template, seed)}"`))
    expect(hits.filter((match) => match.detector?.id === detector.id)).toHaveLength(0)
  })

  it('is claimed by no other detector but one with a shorter prefix, which gives way to it', () => {
    const others = catalogue
      .filter(
        ({ id, prefixes }) =>
          id !== detector.id && !prefixes.some((prefix) => detector.prefixes[0]?.startsWith(prefix)),
      )
      .map((other) => compileMatcher([other], []))
    expect(samples.flatMap((sample) => others.flatMap((other) => other.find(`"${sample}"`)))).toHaveLength(0)
  })

  it('shows of a sample only its public prefix', () => {
    for (const sample of samples.slice(0, 5)) {
      const shown = createFence().mask(`key "${sample}"`)
      const masked = detector.prefixes.map((prefix) => `${prefix}…`)
      expect((detector.secrecy === 'publishable' ? [sample] : masked).some((text) => shown === `key "${text}"`)).toBe(
        true,
      )
    }
  })

  it('does not let the state of its expression leak into the next search', () => {
    const [sample = ''] = samples
    expect([1, 2, 3].map(() => matcher.find(`"${sample}"`).length)).toEqual([1, 1, 1])
  })
})

describe('catalogue', () => {
  it('is sorted by id, without a second entry of one id', () => {
    const ids = catalogue.map(({ id }) => id)
    expect(ids).toEqual([...new Set(ids)].sort())
  })

  it('holds no two detectors with the same prefix and pattern', () => {
    const shapes = catalogue.map(({ pattern }) => pattern.source)
    expect(new Set(shapes).size).toBe(shapes.length)
  })
})

describe('neighbours of a Google API key', () => {
  const key = fakeKey('AIza{url:35}', 3)
  it.each([
    ['alone', `"${key}"`, 'depends'],
    ['beside Gemini', `new GoogleGenAI({apiKey:"${key}"})`, 'secret'],
    ['in the URL of Gemini', `"https://generativelanguage.googleapis.com/v1/models?key=${key}"`, 'secret'],
    ['in a Firebase configuration', `{apiKey:"${key}",authDomain:"a.firebaseapp.com"}`, 'publishable'],
    ['in the URL of Maps', `"https://maps.googleapis.com/maps/api/js?key=${key}"`, 'publishable'],
    ['beside both Gemini and Firebase', `{apiKey:"${key}",authDomain:"a.firebaseapp.com"};gemini`, 'secret'],
    ['far from Gemini', `gemini${' '.repeat(200)}"${key}"`, 'depends'],
  ])('%s decide', (_name, text, secrecy) => {
    expect(matcher.find(text).map((match) => match.secrecy)).toEqual([secrecy])
  })
})
