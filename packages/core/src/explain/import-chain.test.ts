import { describe, expect, it } from 'vitest'
import type { HostFacts, Importer } from '../model.ts'
import { importChain, shortestChain } from './import-chain.ts'

/** Facts from a list of "importer > imported". */
function host(edges: readonly string[], entries: readonly string[]): HostFacts {
  const pairs = edges.map((edge) => edge.split(' > '))
  return {
    root: '/',
    entries: () => entries,
    importers: (id) =>
      pairs.flatMap(([importer = '', imported]): Importer[] =>
        imported === id ? [{ id: importer, dynamic: false }] : [],
      ),
  }
}

describe('shortestChain', () => {
  it.each([
    ['an entry itself', [], ['a'], 'a', ['a']],
    ['one import', ['a > b'], ['a'], 'b', ['a', 'b']],
    ['a row', ['a > b', 'b > c', 'c > d'], ['a'], 'd', ['a', 'b', 'c', 'd']],
    ['the shorter of two ways', ['a > b', 'b > c', 'c > d', 'a > d'], ['a'], 'd', ['a', 'd']],
    ['the nearer of two entries', ['a > b', 'b > c', 'x > c'], ['a', 'x'], 'c', ['x', 'c']],
    ['a cycle', ['a > b', 'b > c', 'c > b', 'c > d'], ['a'], 'd', ['a', 'b', 'c', 'd']],
    ['a module that imports itself', ['a > b', 'b > b'], ['a'], 'b', ['a', 'b']],
    [
      'a first importer that leads nowhere',
      ['dead > d', 'deader > dead', 'a > b', 'b > d'],
      ['a'],
      'd',
      ['a', 'b', 'd'],
    ],
    ['a module that no entry reaches', ['x > y'], ['a'], 'y', []],
    ['a cycle that no entry reaches', ['x > y', 'y > x'], ['a'], 'y', []],
    ['an entry that imports the other', ['a > b', 'b > c'], ['a', 'b'], 'c', ['b', 'c']],
  ])('of %s', (_name, edges, entries, id, chain) => {
    expect(shortestChain(id, host(edges, entries))).toEqual(chain)
  })

  it('is empty when the host does not tell', () => {
    expect(shortestChain('a', { root: '/' })).toEqual([])
  })
})

describe('importChain', () => {
  it('gives each hop the place of its import, the last none', async () => {
    const facts: HostFacts = {
      ...host(['a > b', 'b > c'], ['a']),
      importSite: (importer) => (importer === 'a' ? { line: 3, column: 8 } : undefined),
      displayPath: (id) => `src/${id}.ts`,
    }
    expect(await importChain('c', facts)).toEqual([
      { path: 'src/a.ts', line: 3, column: 8 },
      { path: 'src/b.ts', line: null, column: null },
      { path: 'src/c.ts', line: null, column: null },
    ])
  })

  it('prefers the place that the graph tells', async () => {
    const facts: HostFacts = {
      root: '/',
      entries: () => ['a'],
      importers: (id) => (id === 'b' ? [{ id: 'a', dynamic: true, line: 7 }] : []),
      importSite: () => ({ line: 1, column: 1 }),
    }
    expect((await importChain('b', facts))[0]).toEqual({ path: 'a', line: 7, column: 1 })
  })
})
