import { describe, expect, it } from 'vitest'
import { base62, crc32, fakeKey } from './fake-key.ts'

describe('fakeKey', () => {
  it.each([
    ['{digit:12}', /^[0-9]{12}$/u],
    ['{hex:12}', /^[0-9a-f]{12}$/u],
    ['{upper:12}', /^[A-Z]{12}$/u],
    ['{lower:12}', /^[a-z]{12}$/u],
    ['{base32:12}', /^[A-Z2-7]{12}$/u],
    ['{alnum:12}', /^[A-Za-z0-9]{12}$/u],
    ['{base64:12}', /^[A-Za-z0-9+/]{12}$/u],
    ['{url:12}', /^[\w-]{12}$/u],
    ['a-{digit:2}-b{upper:1}', /^a-[0-9]{2}-b[A-Z]$/u],
    ['{lowernum:12}', /^[a-z0-9]{12}$/u],
    ['{uppernum:12}', /^[A-Z0-9]{12}$/u],
    ['{upperhex:12}', /^[0-9A-F]{12}$/u],
    ['{b64:user:pass?>}', /^dXNlcjpwYXNzPz4$/u],
    ['{json:role=anon,exp=12}.x', /^eyJyb2xlIjoiYW5vbiIsImV4cCI6MTJ9\.x$/u],
    ['{b64:{digit:3}}', /^[A-Za-z0-9]{4}$/u],
    ['{alnum:30}{crc}', /^[A-Za-z0-9]{36}$/u],
    ['plain text', /^plain text$/u],
    ['{alnum:0}', /^$/u],
    ['{not a class}', /^\{not a class\}$/u],
  ])('fills %s', (template, shape) => {
    expect(fakeKey(template, 5)).toMatch(shape)
  })

  it('gives the same sample for the same seed and another for the next', () => {
    expect(fakeKey('{alnum:40}', 1)).toBe(fakeKey('{alnum:40}', 1))
    expect(fakeKey('{alnum:40}', 1)).not.toBe(fakeKey('{alnum:40}', 2))
  })

  it('ends with the checksum of the random characters alone', () => {
    const sample = fakeKey('ab_{alnum:30}{crc}', 9)
    expect(sample.slice(33)).toBe(base62(crc32(sample.slice(3, 33)), 6))
  })

  it('refuses a class that does not exist', () => {
    expect(() => fakeKey('{base58:3}', 1)).toThrowErrorMatchingInlineSnapshot(
      `[RangeError: No character class \`base58\` in \`{base58:3}\`.]`,
    )
  })
})

describe('crc32', () => {
  it.each([
    ['', 0],
    ['123456789', 0xcbf43926],
    ['a', 0xe8b7be43],
  ])('of %j is known from the standard', (text, sum) => {
    expect(crc32(text)).toBe(sum)
  })
})

describe('base62', () => {
  it.each([
    [0, 6, '000000'],
    [61, 1, 'z'],
    [62, 2, '10'],
    [0xffffffff, 6, '4gfFC3'],
  ])('writes %i in %i digits', (value, width, text) => {
    expect(base62(value, width)).toBe(text)
  })
})
