import { describe, expect, it } from 'vitest'
import { catalogue } from '../detectors/index.ts'
import { reachTable } from '../detectors/reach-table.ts'
import { knownReach, reachOf } from './reach.ts'

describe('reachOf', () => {
  it.each<[pattern: RegExp, run: number, head: number]>([
    [/abc-[a-z]{20}/uy, 0, 24],
    [/abc-[A-Za-z0-9_-]{11,40}/uy, 0, 15],
    [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}/uy, 0, 18],
    [/abc_\w{16}\.[a-z]{3}/uy, 0, 20],
    [/a{3}b{12}/uy, 0, 15],
    [/abc-(?:[a-z]{20}|[A-Z]{30})/uy, 0, 24],
    [/(?:ab|cde)-[a-z]{20}/uy, 0, 23],
    [/ab\.[a-z]{20}/uy, 3, 2],
    [/[a-z]{4}:{1,3}[a-z]{16}/uy, 7, 4],
    [/ab-c?[a-z]{20}/uy, 0, 23],
    [/abc-[a-z]{10}/uy, Infinity, 14],
    [/abc-[a-z]*/uy, Infinity, 4],
    [/abc [a-z]{20}/uy, Infinity, 3],
    [/abc-[^a]{20}/uy, Infinity, 4],
    [/abc-[a-z~]{20}/uy, Infinity, 4],
    [/abc-[a-z]{20}/iuy, Infinity, 0],
    [/[a-z]{200}\.{121}[a-z]{3}/uy, 0, 200],
    [/a\.{121}[a-z]{20}/uy, Infinity, 1],
  ])('of %s is a run at %d behind %d key characters', (pattern, run, head) => {
    expect(reachOf(pattern).map((reach) => [reach.run, reach.head])).toEqual([[run, head]])
  })

  it.each<[pattern: RegExp, literals: [string, number][]]>([
    [/abc:\/\/[^a]{3}/uy, [['abc://', 0]]],
    [/(?:a|bcd):\/\/[^a]{3}/uy, [['://', 3]]],
    [/a?bc[^a]{3}/uy, [['bc', 1]]],
    [/x(?:ab|cd)/uy, [['x', 0]]],
  ])('of %s are literals', (pattern, literals) => {
    const [reach] = reachOf(pattern)
    expect(reach?.literals.map(({ text, at }) => [text, at])).toEqual(literals)
  })

  it.each([/(?<a>b)\k<a>/uy, /^abc/uy, /\bab c[a-z]{20}/uy, /\p{L}{20}/uy])('promises nothing of %s', (pattern) => {
    expect(reachOf(pattern)).toEqual([{ run: Infinity, head: 0, literals: [] }])
  })
})

describe('the table of the catalogue', () => {
  it('says of every pattern what `reachOf` says; if not, run `pnpm docs:update`', () => {
    for (const { pattern } of catalogue) expect(knownReach(pattern), pattern.source).toEqual(reachOf(pattern))
  })

  it('holds no other pattern', () => {
    expect(new Set(Object.keys(reachTable))).toEqual(new Set(catalogue.map(({ pattern }) => pattern.source)))
  })

  it('says nothing of the same source with other flags, nor of what every object has', () => {
    expect(knownReach(/p8e-[a-z]{32}/iuy)).toBeUndefined()
    expect(knownReach(/constructor/uy)).toBeUndefined()
  })
})
