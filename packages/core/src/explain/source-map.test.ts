import { describe, expect, it } from 'vitest'
import { sourcesOf, traceOrigin } from './source-map.ts'

const map = (fields: object) => ({ version: 3, names: [], mappings: 'AAAA', ...fields })

describe('sourcesOf', () => {
  it.each([
    ['src/a.ts', undefined, 'dist/assets/a.js.map', 'dist/assets/src/a.ts'],
    ['../../src/a.ts', undefined, 'dist/assets/a.js.map', 'src/a.ts'],
    ['../../../../a.ts', undefined, 'dist/assets/a.js.map', '../../a.ts'],
    ['./a.ts', undefined, 'a.js.map', 'a.ts'],
    ['a.ts', '../src', 'dist/a.js.map', 'src/a.ts'],
    ['webpack://app/./src/a.ts', undefined, 'dist/a.js.map', 'src/a.ts'],
    ['webpack:///./src/a.ts', undefined, 'dist/a.js.map', 'src/a.ts'],
    ['webpack:///src/lib/a.ts', undefined, 'dist/a.js.map', 'src/lib/a.ts'],
    ['webpack-internal:///./src/a.ts', undefined, 'dist/a.js.map', 'src/a.ts'],
    ['rspack://app/./src/a.ts', undefined, 'dist/a.js.map', 'src/a.ts'],
    ['turbopack:///[project]/src/a.ts', undefined, 'dist/a.js.map', 'src/a.ts'],
    ['turbopack://[project]/src/a.ts', undefined, 'dist/a.js.map', 'src/a.ts'],
    ['file:///home/me/a.ts', undefined, 'dist/a.js.map', 'file:///home/me/a.ts'],
    ['/home/me/a.ts', undefined, 'dist/a.js.map', '/home/me/a.ts'],
    ['https://x.test/a.ts', undefined, 'dist/a.js.map', 'https://x.test/a.ts'],
  ])('reads %s with the root %s in %s', (source, sourceRoot, mapPath, path) => {
    expect(sourcesOf(map({ sources: [source], ...(sourceRoot === undefined ? {} : { sourceRoot }) }), mapPath)).toEqual(
      [{ path, content: undefined }],
    )
  })

  it.each([
    ['webpack://app/./src/a.ts', undefined, ['src/a.ts', undefined]],
    ['file:///app/a.ts', undefined, ['file:///app/a.ts', undefined]],
    ['a.ts', '/app/src', ['/app/src/a.ts', undefined]],
    ['a.ts', 'webpack://app/src', ['src/a.ts', undefined]],
    ['./src/a.ts', undefined, ['src/a.ts', 'dist/src/a.ts']],
  ])('asks the host where %s with the root %s is', (source, sourceRoot, asked) => {
    const calls: unknown[] = []
    const sourcePath = (...args: readonly unknown[]) => {
      calls.push(args)
      return 'found.ts'
    }
    const one = map({ sources: [source], ...(sourceRoot === undefined ? {} : { sourceRoot }) })
    expect(sourcesOf(one, 'dist/a.js.map', sourcePath)).toEqual([{ path: 'found.ts', content: undefined }])
    expect(calls).toEqual([asked])
  })

  it('reads text, contents and gaps', () => {
    const text = JSON.stringify(map({ sources: ['a.ts', null, 'c.ts'], sourcesContent: ['a', null] }))
    expect(sourcesOf(text, 'x.map')).toEqual([
      { path: 'a.ts', content: 'a' },
      { path: '', content: undefined },
      { path: 'c.ts', content: undefined },
    ])
  })

  it('reads the sections of an index map', () => {
    const sections = [
      { offset: { line: 0, column: 0 }, map: map({ sources: ['a.ts'], sourcesContent: ['a'] }) },
      { offset: { line: 1, column: 0 }, map: map({ sources: ['b.ts'], sourcesContent: ['b'] }) },
    ]
    expect(sourcesOf(JSON.stringify({ version: 3, sections }), 'x.map')).toEqual([
      { path: 'a.ts', content: 'a' },
      { path: 'b.ts', content: 'b' },
    ])
  })

  it.each(['', '{', '[]', 'null', '{"version":3}', '{"sources":{}}'])('throws on %j', (text) => {
    expect(() => sourcesOf(text, 'x.map')).toThrow()
  })
})

describe('traceOrigin', () => {
  // Column 0 of the output comes from 1:1 of the first source, column 4 from 2:3 of the second.
  const traced = map({ sources: ['../src/a.ts', '../src/b.ts'], sourcesContent: ['a', 'b'], mappings: 'AAAA,ICCE' })

  it.each([
    [1, { path: 'src/a.ts', content: 'a', line: 1, column: 1 }],
    [4, { path: 'src/a.ts', content: 'a', line: 1, column: 1 }],
    [5, { path: 'src/b.ts', content: 'b', line: 2, column: 3 }],
    [500, { path: 'src/b.ts', content: 'b', line: 2, column: 3 }],
  ])('of column %i', (column, origin) => {
    expect(traceOrigin(traced, 'dist/a.js', { line: 1, column })).toEqual(origin)
    expect(traceOrigin(JSON.stringify(traced), 'dist/a.js', { line: 1, column })).toEqual(origin)
  })

  it('is none without a mapping', () => {
    expect(traceOrigin(traced, 'dist/a.js', { line: 2, column: 1 })).toBeUndefined()
  })

  it('reads index maps', () => {
    const sections = [{ offset: { line: 3, column: 0 }, map: traced }]
    const index = JSON.stringify({ version: 3, sections })
    expect(traceOrigin(index, 'dist/a.js', { line: 4, column: 5 })?.path).toBe('src/b.ts')
  })
})
