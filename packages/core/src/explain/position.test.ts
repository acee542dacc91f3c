import { describe, expect, it } from 'vitest'
import { offsetAt, positionAt } from './position.ts'

describe('positionAt and offsetAt', () => {
  it.each([
    ['', 0, 1, 1],
    ['abc', 0, 1, 1],
    ['abc', 2, 1, 3],
    ['a\nb', 1, 1, 2],
    ['a\nb', 2, 2, 1],
    ['\n\n\nx', 3, 4, 1],
    ['a\r\nb', 3, 2, 1],
    ['é😀x', 3, 1, 4],
    ['a\nb\n', 4, 3, 1],
  ])('of %j at %i are %i:%i', (text, offset, line, column) => {
    expect(positionAt(text, offset)).toEqual({ line, column })
    expect(offsetAt(text, { line, column })).toBe(offset)
  })

  it('put a line that does not exist at the end', () => {
    expect(offsetAt('a\nb', { line: 9, column: 1 })).toBe(3)
  })
})
