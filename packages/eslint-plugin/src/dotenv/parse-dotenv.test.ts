import { parse } from 'dotenv'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDotenv } from './parse-dotenv.ts'

const pairsOf = (text: string) => parseDotenv(text).body.map(({ key, value }) => [key.name, value?.text ?? ''])

describe('parseDotenv', () => {
  it.each([
    [
      'plain',
      'A=1\nB=2\n',
      [
        ['A', '1'],
        ['B', '2'],
      ],
    ],
    [
      'export',
      'export A=1\n  export\tB=2',
      [
        ['A', '1'],
        ['B', '2'],
      ],
    ],
    [
      'spaces',
      ' A = 1 \n\tB\t=\t2\t',
      [
        ['A', '1'],
        ['B', '2'],
      ],
    ],
    [
      'quotes',
      'A="1"\nB=\'2\'\nC=`3`',
      [
        ['A', '1'],
        ['B', '2'],
        ['C', '3'],
      ],
    ],
    [
      'quotes that hold others',
      'A="it\'s"\nB=\'say "x"\'',
      [
        ['A', "it's"],
        ['B', 'say "x"'],
      ],
    ],
    [
      'escaped quotes',
      'A="1\\"2"\nB=3',
      [
        ['A', '1\\"2'],
        ['B', '3'],
      ],
    ],
    [
      'several lines',
      'A="1\n2=3\n"\nB=4',
      [
        ['A', '1\n2=3\n'],
        ['B', '4'],
      ],
    ],
    [
      'a quote that nothing closes',
      'A="1\nB=2',
      [
        ['A', '"1'],
        ['B', '2'],
      ],
    ],
    [
      'text behind a closing quote',
      'A="1" 2\nB=3',
      [
        ['A', '"1" 2'],
        ['B', '3'],
      ],
    ],
    [
      'Windows line ends',
      'A=1\r\nB="2\r\n3"\r\n',
      [
        ['A', '1'],
        ['B', '2\r\n3'],
      ],
    ],
    [
      'old Mac line ends',
      'A=1\rB=2',
      [
        ['A', '1'],
        ['B', '2'],
      ],
    ],
    [
      'empty values',
      'A=\nB=""\nC= # none',
      [
        ['A', ''],
        ['B', ''],
        ['C', ''],
      ],
    ],
    [
      'comments',
      '# A=1\n#B=2\nC=3 # D=4\nE="#5" # six',
      [
        ['C', '3'],
        ['E', '#5'],
      ],
    ],
    ['`=` in a value', 'A=b=c==', [['A', 'b=c==']]],
    ['a colon', 'A: 1\nB:2', [['A', '1']]],
    ['lines without `=`', 'A\nexport B\nC=1\nfree text', [['C', '1']]],
    [
      'names with dots and hyphens',
      'a.b=1\na-b=2',
      [
        ['a.b', '1'],
        ['a-b', '2'],
      ],
    ],
    [
      'one name twice',
      'A=1\nA=2',
      [
        ['A', '1'],
        ['A', '2'],
      ],
    ],
    ['nothing', '', []],
  ])('reads %s', (_name, text, pairs) => {
    expect(pairsOf(text)).toEqual(pairs)
  })

  it('keeps the exact place of every node', () => {
    const text = '# 😀 first\r\nexport A="x\r\ny" # last\r\nB=z'
    const { body, comments, range, loc } = parseDotenv(text)
    const cut = (node: { range: readonly [number, number] }) => text.slice(...node.range)
    expect(body.map((pair) => [cut(pair), cut(pair.key), pair.value && cut(pair.value), pair.isExported])).toEqual([
      ['export A="x\r\ny"', 'A', '"x\r\ny"', true],
      ['B=z', 'B', 'z', false],
    ])
    expect(comments.map(cut)).toEqual(['# 😀 first', '# last'])
    expect(body[0]!.loc).toEqual({ start: { line: 2, column: 0 }, end: { line: 3, column: 2 } })
    expect(body[1]!.value!.loc).toEqual({ start: { line: 4, column: 2 }, end: { line: 4, column: 3 } })
    expect({ range, loc }).toEqual({
      range: [0, text.length],
      loc: { start: { line: 1, column: 0 }, end: { line: 4, column: 3 } },
    })
  })

  it('sees the variables that the package `dotenv` sees, with the same values', () => {
    const line = fc.oneof(
      fc.stringMatching(/^(?:export )?[A-Z]{1,2} ?= ?["'`]?[a-z#= ]{0,6}["'`]?(?: #[a-z"]{0,3})?$/u),
      fc.stringMatching(/^[ #a-z"']{0,6}$/u),
    )
    fc.assert(
      fc.property(fc.array(line, { maxLength: 5 }), fc.constantFrom('\n', '\r\n'), (lines, end) => {
        const text = lines.join(end)
        // It unescapes and joins line ends; here the text stays as it is written.
        const own = Object.fromEntries(pairsOf(text).map(([name, value]) => [name, value!.replace(/\r\n/gu, '\n')]))
        expect(own).toEqual(parse(text))
      }),
      { seed: 7, numRuns: 2000 },
    )
  })

  it.each([`A="b"c\nB='\n`, `A='b\\'\n`, `A="\n# "b"c\n`, 'A=b#'])('takes linear time for many of %j', (line) => {
    const cost = (lines: number) => {
      const text = line.repeat(lines)
      const { user } = process.cpuUsage()
      expect(parseDotenv(text).range[1]).toBe(text.length)
      return process.cpuUsage().user - user
    }
    cost(1000)
    // The better of two: the collector of garbage may run in one.
    expect(Math.min(cost(40_000), cost(40_000))).toBeLessThan(40 * Math.max(cost(4000), 1000))
  })
})
