import { describe, expect, it } from 'vitest'
import { fakeKey } from '../detectors/fake-key.ts'
import { createLocator } from './locate.ts'

const value = fakeKey('{alnum:40}', 31)
const all = JSON.stringify({ MODE: 'production', VITE_KEY: value })
const replacements = new Map([
  ['import.meta.env', all],
  ['import.meta.env.MODE', '"production"'],
  ['import.meta.env.VITE_KEY', JSON.stringify(value)],
  ['%VITE_KEY%', value],
  ['__API_KEY__', JSON.stringify(value)],
  ['__OTHER__', '"other"'],
])
const locator = createLocator(value, replacements)

/** Form, expression and text of every hit. */
function hits(source: string) {
  return locator
    .hits(source)
    .map(({ form, expression, span }) => [form, expression, source.slice(span.start, span.end)])
}

describe('hits', () => {
  it.each([
    ['import.meta.env.VITE_KEY', 'import.meta.env.VITE_KEY'],
    ['import.meta.env?.VITE_KEY', 'import.meta.env.VITE_KEY'],
    ['import.meta.env["VITE_KEY"]', 'import.meta.env.VITE_KEY'],
    ["import.meta.env['VITE_KEY']", 'import.meta.env.VITE_KEY'],
    ['import.meta.env[`VITE_KEY`]', 'import.meta.env.VITE_KEY'],
    ['import.meta.env?.["VITE_KEY"]', 'import.meta.env.VITE_KEY'],
    ['import.meta.env\n      .VITE_KEY', 'import.meta.env.VITE_KEY'],
    ['import.meta.env.\n      VITE_KEY', 'import.meta.env.VITE_KEY'],
    ['import.meta.env', 'import.meta.env'],
    ['%VITE_KEY%', '%VITE_KEY%'],
    ['__API_KEY__', '__API_KEY__'],
  ])('are replaced expressions: %s', (text, expression) => {
    expect(hits(`f(${text})`)).toEqual([['replaced', expression, text]])
  })

  it.each([
    ['const { VITE_KEY } = import.meta.env', 'import.meta.env'],
    ['const all = { ...import.meta.env }', 'import.meta.env'],
    ['import.meta.env[name]', 'import.meta.env'],
    ['import.meta.env.MODE; f(import.meta.env)', 'import.meta.env'],
  ])('are objects that hold the value: %s', (source, expression) => {
    expect(hits(source)).toEqual([['replaced', expression, 'import.meta.env']])
  })

  it.each([
    'import.meta.env.VITE_KEY_2',
    'my.import.meta.env.VITE_KEY',
    'import.meta.environment',
    'import.meta.env.MODE',
    'import.meta.env["MODE"]',
    '__OTHER__',
    'x__API_KEY__',
    '%VITE_KEY_2%',
    'VITE_KEY',
  ])('are not %s', (source) => {
    expect(
      hits(source).filter(([, , text]) => text !== 'import.meta.env' || source === 'import.meta.env.MODE'),
    ).toEqual([])
  })

  it('are the value itself before anything else, wherever it stands', () => {
    expect(hits(`a(import.meta.env.VITE_KEY); b("${value}"); c(${JSON.stringify(value)})`)).toEqual([
      ['whole', null, value],
      ['whole', null, value],
    ])
  })

  it('are the longest name that fits', () => {
    expect(hits('a(import.meta.env); b(import.meta.env.VITE_KEY)')).toEqual([
      ['replaced', 'import.meta.env.VITE_KEY', 'import.meta.env.VITE_KEY'],
    ])
  })

  it('are an escaped form', () => {
    const escaped = Array.from(value, (character) => `\\x${character.charCodeAt(0).toString(16)}`).join('')
    expect(hits(`f("${escaped}")`)).toEqual([['whole', null, escaped]])
  })

  it('are the first piece of a value that is split', () => {
    expect(hits(`"${value.slice(0, 15)}" + "${value.slice(15)}"`)).toEqual([['fragment', null, value.slice(0, 15)]])
    expect(hits(`"${value.slice(0, 5)}" + "${value.slice(5)}"`)).toEqual([['fragment', null, value.slice(5)]])
  })

  it('are nothing where less than eight characters stand', () => {
    expect(hits(`"${value.slice(0, 7)}"`)).toEqual([])
  })
})

describe('a value that is too short to be found anywhere', () => {
  const short = createLocator(
    '4711',
    new Map([
      ['PIN', '"4711"'],
      ['process.env.PIN', '4711'],
    ]),
  )

  it.each([
    ['f("4711")', [['whole', '"4711"'.slice(1, 5)]]],
    ['f(47110)', []],
    ['f(PIN)', [['replaced', 'PIN']]],
    ['f(process.env.PIN)', [['replaced', 'process.env.PIN']]],
  ])('in %s', (source, expected) => {
    expect(short.hits(source).map(({ form, span }) => [form, source.slice(span.start, span.end)])).toEqual(expected)
  })
})

describe('holds', () => {
  it.each([
    ['the value', value, true],
    ['its base64', btoa(value), true],
    ['a piece', value.slice(1), false],
    ['nothing', '', false],
  ])('%s', (_name, text, expected) => {
    expect(locator.holds(text)).toBe(expected)
  })
})
