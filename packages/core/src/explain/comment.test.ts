import { describe, expect, it } from 'vitest'
import { createCommentTest, isInComment } from './comment.ts'

describe('isInComment', () => {
  it.each([
    ['a line', '// KEY'],
    ['a line behind code', 'f() // KEY'],
    ['a block', '/* KEY */'],
    ['a block of several lines', '/**\n * KEY\n */'],
    ['HTML', '<p></p><!-- KEY -->'],
    ['a block that is never closed', '/* KEY'],
    ['a line behind a URL in a string', 'f("https://x") // KEY'],
    ['a line behind a closed block', '/* a */ // KEY'],
    ['a line behind an escaped quote', String.raw`f("\"") // KEY`],
    ['a block in a block', '/* /* KEY */'],
    ['a line behind a template', 'f(`a"b`) // KEY'],
    ['a line behind an open quote of the line before', "it's\n// KEY"],
  ])('knows %s', (_name, source) => {
    expect(isInComment(source, source.indexOf('KEY'))).toBe(true)
  })

  it.each([
    ['code', 'f(KEY)'],
    ['a string', 'f("// KEY")'],
    ['a template of several lines', 'f(`\n// KEY\n`)'],
    ['code behind a line', '// a\nKEY'],
    ['code behind a block', '/* a */ KEY'],
    ['a URL in a string', '"https://KEY"'],
    ['a division', 'a / b / KEY'],
    ['the start', 'KEY // a'],
    ['the end of an HTML comment', '<!-- a -->KEY'],
  ])('knows that %s is none', (_name, source) => {
    expect(isInComment(source, source.indexOf('KEY'))).toBe(false)
  })
})

describe('createCommentTest', () => {
  const source = 'a /* b */ "c // d" // e\nf'

  it('answers in any order', () => {
    const isIn = createCommentTest(source)
    const inside = ['f', 'e', 'b', 'd', 'a', 'c'].map((letter) => [letter, isIn(source.indexOf(letter))])
    expect(Object.fromEntries(inside)).toEqual({ a: false, b: true, c: false, d: false, e: true, f: false })
  })

  it('reads a text once for all of its offsets', () => {
    const cost = (count: number) => {
      const text = 'f("x") /* KEY */;'.repeat(count)
      const { user } = process.cpuUsage()
      const isIn = createCommentTest(text)
      for (let offset = text.length - 1; offset > 0; offset -= 17) isIn(offset)
      return process.cpuUsage().user - user
    }
    cost(1000)
    expect(cost(40_000)).toBeLessThan(40 * Math.max(cost(4000), 1000))
  })
})
