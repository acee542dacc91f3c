import { describe, expect, it } from 'vitest'
import { fakeKey } from '../detectors/fake-key.ts'
import type { KnownSecret } from '../model.ts'
import { compileMatcher } from './matcher.ts'

function secret(value: string): KnownSecret {
  return { value, match: 'anywhere', sources: [{ name: 'SECRET', path: '.env', line: 1 }] }
}

function found(text: string, value: string) {
  return compileMatcher([], [secret(value)])
    .find(text)
    .map(({ start, end, encoding }) => [encoding, text.slice(start, end)])
}

const values = [
  ['letters and digits', fakeKey('{alnum:40}', 1)],
  ['hexadecimal digits', fakeKey('{hex:32}', 2)],
  ['base64', `${fakeKey('{base64:42}', 3)}==`],
  ['symbols', `${fakeKey('{alnum:12}', 4)}!$&*(${fakeKey('{alnum:15}', 5)}`],
] as const

describe.each(values)('a value of %s', (_kind, value) => {
  const half = value.length >> 1
  const [a, b] = [value.slice(0, half), value.slice(half)]
  const third = Math.ceil(value.length / 3)
  const thirds = [value.slice(0, third), value.slice(third, 2 * third), value.slice(2 * third)]

  it.each([
    ['added up', `f("${a}"+"${b}")`, `${a}"+"${b}`],
    ['added up on two lines', `f('${a}' +\n  '${b}')`, `${a}' +\n  '${b}`],
    ['joined', `["${thirds.join('","')}"].join("")`, thirds.join('","')],
    ['concatenated', `"${a}".concat("${b}")`, `${a}".concat("${b}`],
    ['pieces of templates', 'f(`${x}' + a + '`,`' + b + '${y}`)', `${a}\`,\`${b}`],
    ['put together from variables', `const p="${a}";g(1);f(p+"${b}")`, `${a}";g(1);f(p+"${b}`],
    ['in the other order', `const q="${b}",p="${a}";f(p+q)`, `${b}",p="${a}`],
    ['inside of a map', `{"sourcesContent":["f(\\"${a}\\" + \\"${b}\\")"]}`, `${a}\\" + \\"${b}`],
    ['less a few characters', `f("${a}"+c+"${b.slice(0, -3)}"+"${b.slice(-3)}")`, `${a}"+c+"${b.slice(0, -3)}`],
  ])('is found %s', (_name, text, form) => {
    expect(found(text, value)).toEqual([['pieces', form]])
  })

  it.each([
    ['a half', `f("${a}")`],
    ['all but one character', `f("${value.slice(1)}")`],
    ['a half twice', `f("${a}","${a}")`],
    ['halves far from each other', `f("${a}");${'g();'.repeat(1000)}f("${b}")`],
    ['another value that shares most of it', `f("${value.slice(0, -6)}zZ9zZ9")`],
    ['two other values that share halves', `f("${a}zZ9","zZ9${b}")`],
  ])('is not seen in %s', (_name, text) => {
    expect(found(text, value)).toEqual([])
  })

  it('is reported once where it stands whole', () => {
    expect(found(`f("${value}")`, value)).toEqual([['plain', value]])
  })
})

it('sees no value of words in pieces of code', () => {
  expect(found('f("administration-" + "dashboard-settings")', 'administration-dashboard-settings')).toEqual([])
})

it('finds nothing in four million characters of quoted random text of the same alphabet', () => {
  const pieces = Array.from({ length: 200_000 }, (_, index) => fakeKey('"{hex:18}"', index + 1))
  const matcher = compileMatcher(
    [],
    Array.from({ length: 50 }, (_, index) => secret(fakeKey('{hex:32}', 1_000_000 + index))),
  )
  expect(matcher.find(pieces.join('+'))).toHaveLength(0)
})
