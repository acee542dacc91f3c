import { describe, expect, it } from 'vitest'
import { createFence } from '../fence.ts'
import { compileMatcher } from '../scan/matcher.ts'
import type { Detector } from '../model.ts'
import { defineDetector } from './define-detector.ts'
import { fakeKey } from './fake-key.ts'
import { catalogue } from './index.ts'

const seeds = Array.from({ length: 6 }, (_, index) => index + 1)
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

/** Alone, each detector compiled by itself. */
const alone = catalogue.map((detector) => ({ detector, matcher: compileMatcher([detector], []) }))

/** Whether a detector would look at a text at all: nearly every pair of detectors is told apart by that. */
function looksAt({ names, keywords, prefixes }: Detector, text: string): boolean {
  if (names === undefined) return (keywords ?? prefixes).some((literal) => text.includes(literal))
  return names.some((name) => text.toLowerCase().includes(name.split(/[-_. ]/u)[0] ?? ''))
}

/** What is found of a sample: all of it, or the part that is secret. */
function secretOf(detector: Detector, sample: string): string {
  detector.pattern.lastIndex = 0
  return detector.pattern.exec(sample)?.groups?.['secret'] ?? sample
}

function samplesOf({ examples }: Detector, count = seeds.length): string[] {
  return examples.match.flatMap((template) => seeds.slice(0, count).map((seed) => fakeKey(template, seed)))
}

describe.each(catalogue.filter(({ names }) => names === undefined))('$id', (detector) => {
  const samples = samplesOf(detector)
  const neighbour = detector.examples.before ?? ''

  it.each(contexts)('is found once, at its exact span, in %s', (_name, context, after) => {
    const before = neighbour + context
    const missed = samples.filter((sample) => {
      // A key with slashes of its own does not end at one.
      if (after.startsWith('/') && /\[[^/\]]*\/[^\]]*\]/u.test(detector.pattern.source)) return false
      const secret = secretOf(detector, sample)
      const start = before.length + sample.lastIndexOf(secret)
      const found = matcher.find(before + sample + after)
      const [match] = found
      return !(
        found.length === 1 &&
        match?.start === start &&
        match.end === start + secret.length &&
        match.value === secret &&
        match.encoding === 'plain' &&
        match.detector?.id === detector.id
      )
    })
    // Counted, because a failing test may not print a sample.
    expect(missed).toHaveLength(0)
  })

  it('is found in an HTML comment without spaces', () => {
    const missed = samples.filter(
      (sample) => matcher.find(`${neighbour}<!--${sample}-->`)[0]?.value !== secretOf(detector, sample),
    )
    expect(missed).toHaveLength(0)
  })

  it.skipIf(neighbour !== '')('is found right behind another key', () => {
    const other = fakeKey('sk-proj-{url:74}T3BlbkFJ{url:74}', 77)
    const missed = samples.filter((sample) => {
      const found = matcher.find(`${neighbour}"${other}${sample}"`)
      return found.length !== 2 || found[1]?.value !== secretOf(detector, sample)
    })
    expect(missed).toHaveLength(0)
  })
})

/** Where a value stands whose provider has to be named: `Name` and `NAME` become the first of its names. */
const namedContexts: readonly (readonly [name: string, before: string, after: string])[] = [
  ['an environment file', 'NAME_WORD=', '\n'],
  ['an environment file with quotes', 'NAME_WORD="', '"\n'],
  ['a variable', 'const NAME_WORD = "', '";'],
  ['a variable in backticks', 'var NAME_WORD=`', '`;'],
  ['a property', '{name:{apiWord:"', '"}}'],
  ['a property in JSON', '{"name":{"api_word":"', '"}}'],
  ['JSON in JavaScript', String.raw`"{\"name\":{\"apiWord\":\"`, String.raw`\"}}"`],
  ['a fallback', 'apiWord: process.env.NAME_WORD || "', '"'],
  ['a header', 'fetch("https://name.test/v1",{headers:{"x-api-word":"', '"}})'],
]

describe.each(catalogue.filter(({ names }) => names !== undefined))('$id', (detector) => {
  const name = detector.names?.[0] ?? ''
  const word = detector.nameWords?.[0] ?? 'key'
  const spelled = (context: string) =>
    context
      .replace('NAME', name.replace(/[-. ]/gu, '_').toUpperCase())
      .replace('name', name)
      .replace('WORD', word.toUpperCase())
      .replace('Word', word.charAt(0).toUpperCase() + word.slice(1))
      .replace('word', word)

  it.each(namedContexts)('is found once, at its exact span, in %s', (_context, left, after) => {
    const before = spelled(left)
    const missed = samplesOf(detector).filter((sample) => {
      const found = matcher.find(before + sample + after)
      const [match] = found
      return !(found.length === 1 && match?.start === before.length && match.value === sample)
    })
    expect(missed).toHaveLength(0)
  })

  it.each(['const sha = "', '{integrity:"', `{${name}Id:"`, `${name}.hash="`, `x${name}x={apiKey:"`])(
    'is none in %s',
    (before) => {
      const hits = samplesOf(detector).flatMap((sample) => matcher.find(`${before}${sample}"`))
      expect(hits.filter((match) => match.detector?.id === detector.id)).toHaveLength(0)
    },
  )
})

describe.each(catalogue)('$id', (detector) => {
  const { names, examples, prefixes, secrecy } = detector
  const word = detector.nameWords?.[0] ?? 'key'
  const before = names === undefined ? (examples.before ?? '') : `${names[0] ?? ''}: { ${word}: `
  const [sample = ''] = samplesOf(detector, 1)

  it('is a valid entry', () => {
    expect(defineDetector(detector)).toBe(detector)
  })

  it.each(examples.ignore)('ignores %s', (template) => {
    const hits = seeds.flatMap((seed) => matcher.find(`${before}"${fakeKey(template, seed)}"`))
    expect(hits.filter((match) => match.detector?.id === detector.id)).toHaveLength(0)
  })

  it('shows of a sample only its public prefix', () => {
    for (const text of samplesOf(detector, 2)) {
      const secret = secretOf(detector, text)
      const shown = createFence().mask(`${before}"${text}"`)
      const masked = prefixes.length === 0 ? ['(hidden)'] : prefixes.map((prefix) => `${prefix}…`)
      const stands = (form: string) => shown === `${before}"${text.replace(secret, () => form)}"`
      expect((secrecy === 'secret' ? masked : [secret, ...masked]).some(stands)).toBe(true)
    }
  })

  it('does not let the state of its expression leak into the next search', () => {
    expect([1, 2, 3].map(() => matcher.find(`${before}"${sample}"`).length)).toEqual([1, 1, 1])
  })
})

describe('catalogue', () => {
  it('is sorted by id, without a second entry of one id', () => {
    const ids = catalogue.map(({ id }) => id)
    expect(ids).toEqual([...new Set(ids)].sort())
  })

  it('names only detectors that exist as overridden', () => {
    const ids = new Set(catalogue.map(({ id }) => id))
    expect(catalogue.flatMap(({ overrides }) => overrides ?? []).filter((id) => !ids.has(id))).toEqual([])
  })

  it('claims no sample twice, but where one overrides the other or has the longer prefix', () => {
    const claims = catalogue.flatMap((detector) => {
      const texts = samplesOf(detector, 1).map((text) => `${detector.examples.before ?? ''}"${text}"`)
      return alone
        .filter(({ detector: other }) => !givesWay(other, detector))
        .filter(({ detector: other, matcher: single }) =>
          texts.some((text) => looksAt(other, text) && single.find(text).length > 0),
        )
        .map(({ detector: other }) => `${other.id} claims ${detector.id}`)
    })
    expect(claims).toEqual([])
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

function givesWay(other: Detector, { id, prefixes, overrides = [] }: Detector): boolean {
  if (other.id === id || overrides.includes(other.id)) return true
  return other.keywords === undefined && other.prefixes.some((prefix) => prefixes[0]?.startsWith(prefix))
}
