import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fakeKey } from '../detectors/fake-key.ts'
import { catalogue } from '../detectors/index.ts'
import type { Detector } from '../model.ts'
import type { CandidateSearch, Lead } from './candidates.ts'
import { anchorOf } from './grams.ts'
import { compileShapes, type ShapeSearch } from './shapes.ts'

/** The slow and obvious search: every literal at every place. */
function searchEverywhere<Entry>(leads: readonly Lead<Entry>[]): CandidateSearch<Entry> {
  const byStart = new Map<string, Lead<Entry>[]>()
  for (const lead of leads) {
    const start = lead.literal.slice(0, 3)
    byStart.set(start, [...(byStart.get(start) ?? []), lead])
  }
  return {
    each: (text, visit) => {
      const hits: { readonly start: number; readonly lead: Lead<Entry> }[] = []
      for (let start = 0; start < text.length; start++) {
        for (const lead of byStart.get(text.slice(start, start + 3)) ?? []) {
          if (text.startsWith(lead.literal, start)) hits.push({ start, lead })
        }
      }
      const place = ({ start, lead }: (typeof hits)[number]) => start + anchorOf(lead.literal)
      hits.sort((a, b) => place(a) - place(b) || b.lead.literal.length - a.lead.literal.length)
      for (const { start, lead } of hits) visit(start, lead.entry, lead.literal)
    },
  }
}

const quick = compileShapes(catalogue)
const slow = compileShapes(catalogue, searchEverywhere)

/** What both searches find. The value is left out: a failing test may not print one. */
function bothFind(text: string, searches: readonly ShapeSearch[] = [quick, slow]) {
  return searches.map((search) =>
    search.find(text).map(({ start, end, secrecy, detector }) => [start, end, secrecy, detector?.id]),
  )
}

const characters = (alphabet: string, maxLength: number) =>
  fc.array(fc.constantFrom(...Array.from(alphabet)), { maxLength }).map((list) => list.join(''))

const seed = fc.integer({ min: 1, max: 2 ** 31 })
const templates = catalogue.flatMap(({ examples }) => [...examples.match, ...examples.ignore])
const literals = catalogue.flatMap(({ prefixes, keywords = [], names = [] }) => [
  ...prefixes,
  ...keywords.slice(0, 5),
  ...names,
  ...names.map((name) => `${name.toUpperCase()}_API_KEY=`),
  ...names.map((name) => `${name}: { apiKey: "`),
])
const glue =
  '\n|\\n|\\t|\\x0a|\\x22|\\u0022|\\u{22}|%22|%0A|%|<!--|-->|"|\'|`|\\"|&quot;|=|="|= "|:|: "|.|,|;|/|//|\\|-|_|+|!|~|$|@|@host.test|?key=|&|(|)|{|}|[|]| |Bearer |Token |"Bearer |Api-Key |SSWS |密|é|🔑|://|ab|AB|0|a1B2|sk-|eyJ|_secret='.split(
    '|',
  )

const piece = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...glue) },
  {
    weight: 3,
    arbitrary: fc.tuple(fc.constantFrom(...templates), seed).map(([template, number]) => fakeKey(template, number)),
  },
  // Cut keys, and what stands of a key behind a cut.
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom(...templates), seed, fc.nat(40), fc.nat(60))
      .map(([template, number, from, length]) => fakeKey(template, number).slice(from, from + length)),
  },
  { weight: 2, arbitrary: fc.constantFrom(...literals) },
  { weight: 1, arbitrary: characters('abcdefghijklmnopqrstuvwxyz', 20) },
  { weight: 1, arbitrary: characters('ABCXYZabcxyz0189_-+/=.:~%', 60) },
  { weight: 1, arbitrary: characters('0123456789abcdef', 70) },
  { weight: 1, arbitrary: fc.string({ maxLength: 10 }) },
)
const texts = fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(''))

describe('compileCandidates', () => {
  it(
    'finds what the search that looks everywhere finds, in mixtures of keys and near misses',
    { timeout: 120_000 },
    () => {
      fc.assert(
        fc.property(texts, (text) => {
          const [found, expected] = bothFind(text)
          expect(found).toEqual(expected)
        }),
        { seed: 9, numRuns: 20_000 },
      )
    },
  )

  it('finds the same where a block of text ends', () => {
    fc.assert(
      fc.property(texts, fc.nat(300), fc.constantFrom(' ;', 'a.'), (text, shift, filler) => {
        const [found, expected] = bothFind(filler.repeat((65_536 - shift) >> 1) + text)
        expect(found).toEqual(expected)
      }),
      { seed: 10, numRuns: 200 },
    )
  })

  it('finds the same in a run that is longer than a block', () => {
    fc.assert(
      fc.property(texts, fc.nat(70_000), fc.constantFrom('=', '=a', 'a1b2', '/sk-', 'A'), (text, count, unit) => {
        const [found, expected] = bothFind(unit.repeat(count) + text + unit.repeat(count >> 1) + text)
        expect(found).toEqual(expected)
      }),
      { seed: 11, numRuns: 15 },
    )
  })
})

/** Detectors of a user may have any shape. */
const shapes: readonly (readonly [name: string, RegExp, Partial<Detector>])[] = [
  ['a short body', /abc-[a-z]{4}/uy, {}],
  ['any characters', /abc-[^"]{4,30}/uy, {}],
  ['a letter of either case', /abc-[a-z]{20}/iuy, {}],
  ['an optional part', /abc-(?:[a-z]{20})?/uy, {}],
  ['a part of two kinds', /abc-(?:[a-z]{20}|\.{3})/uy, {}],
  ['a keyword in the middle', /[a-z]{3}abc-[a-z]{4}/uy, { keywords: ['abc-'], keywordAt: [3] }],
  ['a keyword at the end', /[a-z]{20}abc-/uy, { keywords: ['abc-'], keywordAt: [20] }],
  ['a keyword behind a sign', /[a-z]{20}#abc-/uy, { keywords: ['#abc-'], keywordAt: [20] }],
  ['a keyword far behind', /[a-z]{16}\.{2}[a-z]{20}abc-/uy, { keywords: ['abc-'], keywordAt: [38] }],
  ['a short value with a name', /[0-9]{6}/uy, { names: ['service'] }],
  ['a dotted value with a name', /[0-9]{6}\.[0-9]{20}/uy, { names: ['service'] }],
]

describe('a detector of a user with', () => {
  it.each(shapes)('%s is found wherever the reference finds it', (_name, pattern, more) => {
    const detector: Detector = {
      id: 'own-key',
      title: 'Own key',
      provider: 'Own',
      secrecy: 'secret',
      prefixes: more.names === undefined ? ['abc-'] : [],
      pattern,
      envNames: [],
      references: [],
      checkedOn: '2026-11-25',
      examples: { match: [], ignore: [] },
      ...more,
    }
    const searches = [compileShapes([detector]), compileShapes([detector], searchEverywhere)]
    const parts = fc.oneof(
      fc.stringMatching(new RegExp(`^${pattern.source}$`, 'u')),
      fc.constantFrom(
        'abc-',
        '#abc-',
        'service',
        'SERVICE_KEY=',
        'service: { key: "',
        '.',
        '..',
        '"',
        ' ',
        '=',
        'Bearer ',
        '\\n',
        '%22',
      ),
      characters('abcdefgh', 24),
      characters('0123456789', 24),
    )
    let matches = 0
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 12 }), (list) => {
        const [found, expected] = bothFind(list.join(''), searches)
        matches += expected?.length ?? 0
        expect(found).toEqual(expected)
      }),
      { seed: 12, numRuns: 5000 },
    )
    expect(matches).toBeGreaterThan(0)
  })
})
