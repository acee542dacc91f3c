import { describe, expect, it } from 'vitest'
import type { Metafile } from 'esbuild'
import { baseOf, inputKey, isVirtual, outputKey, resolveId } from './ids.ts'

describe('isVirtual', () => {
  it.each([
    ['src/main.ts', false],
    ['../lib/a:b.ts', false],
    ['D:/other/drive.ts', false],
    ['<stdin>', true],
    ['<define:process.env>', true],
    ['env-ns:env:all', true],
    ['(disabled):node_modules/fs.js', true],
  ])('judges %s', (key, expected) => {
    expect(isVirtual(key)).toBe(expected)
  })
})

describe('resolveId and inputKey', () => {
  it.each([
    ['src/main.ts', '/app/web/src/main.ts'],
    ['../../node_modules/openai/index.mjs', '/node_modules/openai/index.mjs'],
    ['env-ns:env:all', 'env-ns:env:all'],
  ])('turn %s into %s and back', (key, id) => {
    expect(resolveId(key, '/app/web')).toBe(id)
    expect(inputKey(id, '/app/web')).toBe(key)
  })
})

describe('outputKey', () => {
  it('is relative to the base, but for a printed file', () => {
    expect(outputKey('/app/dist/a.js', '/app')).toBe('dist/a.js')
    expect(outputKey('<stdout>', '/app')).toBe('<stdout>')
  })
})

describe('baseOf', () => {
  it.each([
    ['the folder that esbuild was loaded in', ['/app/dist/a.js'], ['dist/a.js'], '/app'],
    ['the root of the file system', ['/dist/a.js'], ['dist/a.js'], '/'],
    ['one output of several', ['/out/a.js', '/app/dist/b.js'], ['../out/a.js', 'dist/b.js'], '/app'],
    ['the fallback for a printed file', ['<stdout>'], ['<stdout>'], '/cwd'],
    ['the fallback for output above', ['/out/a.js'], ['../out/a.js'], '/cwd'],
  ])('finds %s', (_name, paths, keys, expected) => {
    const metafile = { inputs: {}, outputs: Object.fromEntries(keys.map((key) => [key, {}])) } as Metafile

    expect(
      baseOf(
        paths.map((path) => ({ path })),
        metafile,
        '/cwd',
      ),
    ).toBe(expected)
  })
})
