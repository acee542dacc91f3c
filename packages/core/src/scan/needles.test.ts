import { describe, expect, it } from 'vitest'
import type { KnownSecret } from '../model.ts'
import { compileNeedles, escapeRegExp, isWholeLiteral } from './needles.ts'

describe('isWholeLiteral', () => {
  it.each([
    ['"word"', true],
    ["'word'", true],
    ['`word`', true],
    [String.raw`{\"a\":\"word\"}`, true],
    ['{"a":"word"}', true],
    ['value="word"', true],
    ['"word', false],
    ['word"', false],
    ['"word\'', false],
    ['"my word"', false],
    ['"words"', false],
    ['word', false],
    ['(word)', false],
    ['"word${x}"', false],
  ])('of %s is %s', (text, expected) => {
    const start = text.indexOf('word')
    expect(isWholeLiteral(text, { start, end: start + 4 })).toBe(expected)
  })
})

describe('compileNeedles', () => {
  const found = (text: string, secrets: readonly KnownSecret[]) => {
    const encodings: string[] = []
    compileNeedles(secrets).each(text, (_start, { encoding }) => encodings.push(encoding))
    return encodings
  }

  it('finds nothing without secrets', () => {
    expect(found('hunter2', [])).toEqual([])
  })

  it('has only the plain spelling of a value that counts as a whole literal', () => {
    const text = `hunter2 ${btoa('hunter2')} ${Buffer.from('hunter2').toString('hex')} 2retnuh`
    expect(found(text, [{ value: 'hunter2', sources: [], match: 'literal' }])).toEqual(['plain'])
  })
})

describe('escapeRegExp', () => {
  it('makes a pattern that matches just its text', () => {
    const text = String.raw`a\b^c$d.e*f+g?h(i)j[k]l{m}n|o/p-q`
    expect(new RegExp(`^${escapeRegExp(text)}$`, 'u').test(text)).toBe(true)
  })
})
