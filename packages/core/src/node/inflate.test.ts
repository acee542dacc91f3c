import zlib, { brotliCompressSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { fileKind } from './file-kind.ts'
import { clientFile } from './inflate.ts'

const text = Buffer.from('const a = "hello"\n'.repeat(200))
const gzip = gzipSync(text)
const brotli = brotliCompressSync(text)
const zstd = (Reflect.get(zlib, 'zstdCompressSync') as ((bytes: Uint8Array) => Buffer) | undefined)?.(text)

describe('clientFile', () => {
  it.each([
    ['dist/a.js.gz', gzip, 'gzip'],
    ['dist/a.js.br', brotli, 'brotli'],
  ])('inflates %s', (path, bytes, compression) => {
    expect(clientFile(path, bytes)).toEqual({ path, content: text, kind: 'script', compression })
  })

  it.runIf(zstd)('inflates zstd where Node can', () => {
    const path = 'dist/a.js.zst'
    expect(clientFile(path, zstd ?? text)).toEqual({ path, content: text, kind: 'script', compression: 'zstd' })
    expect(clientFile(path, text)).toEqual({ path, unreadable: 'the zstd data is damaged.' })
  })

  it.skipIf(zstd)('says that a Node without zstd has not read it', () => {
    expect(clientFile('a.js.zst', text)).toEqual({
      path: 'a.js.zst',
      unreadable: 'this Node cannot inflate zstd; 22.15 and newer can.',
    })
  })

  it('leaves other files as they are', () => {
    expect(clientFile('a.css', text)).toEqual({ path: 'a.css', content: text, kind: 'style' })
  })

  it.each([
    ['a.js.gz', gzip.subarray(0, gzip.length - 12), 'the gzip data ends early.'],
    ['a.js.gz', Buffer.alloc(0), 'the gzip data ends early.'],
    ['a.js.gz', text, 'the gzip data is damaged.'],
    ['a.js.gz', Buffer.concat([gzip.subarray(0, 20), Buffer.alloc(40, 7)]), 'the gzip data is damaged.'],
    ['a.js.br', brotli.subarray(0, brotli.length - 4), 'the brotli data ends early.'],
    ['a.js.br', Buffer.alloc(40, 255), 'the brotli data is damaged.'],
  ])('cannot read %s: %#', (path, bytes, unreadable) => {
    expect(clientFile(path, bytes)).toEqual({ path, unreadable })
  })

  it.each([
    ['a.js.gz', gzipSync(Buffer.alloc(3 * 1024 * 1024)), 'the gzip data inflates to more than 2 MiB.'],
    ['a.js.br', brotliCompressSync(Buffer.alloc(3 * 1024 * 1024)), 'the brotli data inflates to more than 2 MiB.'],
  ])('stops at the limit: %s', (path, bytes, unreadable) => {
    expect(clientFile(path, bytes, 2 * 1024 * 1024)).toEqual({ path, unreadable })
  })
})

describe('fileKind', () => {
  it.each([
    ['a.js', 'script'],
    ['a.mjs', 'script'],
    ['a.cjs', 'script'],
    ['a.tsx', 'script'],
    ['a.js.map', 'map'],
    ['a.css', 'style'],
    ['a.css.map', 'map'],
    ['index.html', 'markup'],
    ['a.svg', 'markup'],
    ['a.json', 'asset'],
    ['a.wasm', 'asset'],
    ['LICENSE', 'asset'],
    ['a.json.js.txt', 'asset'],
  ])('of %s is %s', (path, kind) => {
    expect(fileKind(path)).toBe(kind)
  })
})
