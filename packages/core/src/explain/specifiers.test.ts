import { describe, expect, it } from 'vitest'
import { specifiers } from './specifiers.ts'

describe('specifiers', () => {
  it.each([
    [`import './a'`, [['./a', 1, 1]]],
    [`import a from './a'`, [['./a', 1, 1]]],
    [`x()\nimport {\n  a,\n} from "./a"\n`, [['./a', 2, 1]]],
    [`export * from './a'`, [['./a', 1, 1]]],
    [`  import('./a').then()`, [['./a', 1, 3]]],
    ['import(/* webpackChunkName: "x" */ `./a`)', [['./a', 1, 1]]],
    [`const a = require('./a')`, [['./a', 1, 11]]],
    [`new URL('./a.png', import.meta.url)`, [['./a.png', 1, 1]]],
    [`<script src="/a.js"></script>`, [['/a.js', 1, 9]]],
    [
      `@import 'a.css';\n@import url("b.css");`,
      [
        ['a.css', 1, 1],
        ['b.css', 2, 9],
      ],
    ],
    [
      `a { background: url(./a.svg) url('b.svg') }`,
      [
        ['./a.svg', 1, 17],
        ['b.svg', 1, 30],
      ],
    ],
    [`const text = 'no import'`, []],
  ])('finds those of %j', (source, expected) => {
    expect([...specifiers(source)].map(({ specifier, line, column }) => [specifier, line, column])).toEqual(expected)
  })

  it('takes time in proportion to the length of hostile text', () => {
    const startedAt = performance.now()
    const found = [...specifiers(`import${' '.repeat(100_000)}(${' '.repeat(100_000)}url(${'('.repeat(100_000)}`)]

    expect(found).toEqual([])
    expect(performance.now() - startedAt).toBeLessThan(2000)
  })
})
