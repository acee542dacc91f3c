import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { catalogue } from '../detectors/index.ts'
import { compileLiterals } from './literals.ts'

type Hit = readonly [start: number, literal: string]

function search(literals: Iterable<string>, text: string): Hit[] {
  const hits: Hit[] = []
  compileLiterals([...literals].map((literal) => [literal, literal] as const)).each(text, (start, entry) => {
    hits.push([start, entry])
  })
  return hits.sort(byPlace)
}

/** What `compileLiterals` has to find, found slowly. */
function reference(literals: Iterable<string>, text: string): Hit[] {
  const hits: Hit[] = []
  for (const literal of new Set(literals)) {
    for (let start = 0; start + literal.length <= text.length; start++) {
      if (literal !== '' && text.slice(start, start + literal.length) === literal) hits.push([start, literal])
    }
  }
  return hits.sort(byPlace)
}

function byPlace(a: Hit, b: Hit): number {
  return a[0] - b[0] || b[1].length - a[1].length
}

describe('compileLiterals', () => {
  it.each<[literals: string[], text: string, hits: Hit[]]>([
    [['abc'], 'abc', [[0, 'abc']]],
    [['abc', 'abcd'], 'xabcd', [[1, 'abcd'], [1, 'abc']]], // prettier-ignore
    [['aaa'], 'aaaa', [[0, 'aaa'], [1, 'aaa']]], // prettier-ignore
    [['---B'], '-----B', [[2, '---B']]],
    [['ab'], 'abab', [[0, 'ab'], [2, 'ab']]], // prettier-ignore
    [['key'], 'ke', []],
    [[''], 'abc', []],
    [[], 'abc', []],
    [['Łab'], 'AabŁab', [[3, 'Łab']]],
  ])('finds %j in %j', (literals, text, hits) => {
    expect(search(literals, text)).toEqual(hits)
  })

  it('gives the longest first of those that begin alike', () => {
    const seen: string[] = []
    compileLiterals(['sk-', 'sk-proj-', 'sk-p'].map((literal) => [literal, literal] as const)).each(
      '"sk-proj-"',
      (_start, entry) => {
        seen.push(entry)
      },
    )
    expect(seen).toEqual(['sk-proj-', 'sk-p', 'sk-'])
  })

  it('finds what the reference finds', () => {
    // Few characters, so that literals overlap, repeat and begin one another; two of them equal in their low bits.
    const words = fc
      .array(fc.constantFrom('a', 'b', '-', 'Á', '\u00e1', '\u0161'), { maxLength: 7 })
      .map((list) => list.join(''))
    fc.assert(
      fc.property(fc.array(words, { maxLength: 8 }), fc.array(words, { maxLength: 12 }), (literals, pieces) => {
        const text = pieces.join('')
        expect(search(new Set(literals), text)).toEqual(reference(literals, text))
      }),
      { seed: 5, numRuns: 2000 },
    )
  })

  it('finds what the reference finds for the literals of the catalogue', () => {
    const literals = new Set(
      catalogue.flatMap(({ prefixes, keywords = [] }) => [...prefixes, ...keywords.slice(0, 40)]),
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom(...literals), fc.string()), { maxLength: 20 }), (pieces) => {
        const text = pieces.join('')
        expect(search(literals, text)).toEqual(reference(literals, text))
      }),
      { seed: 6, numRuns: 30 },
    )
  })
})
