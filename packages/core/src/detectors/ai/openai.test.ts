import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { caseOf, contexts, openaiFormats } from '../../../../../scripts/accuracy/cases.js'
import { createFence } from '../../fence.ts'
import { compileMatcher } from '../../scan/matcher.ts'
import { fakeKey } from '../fake-key.ts'
import { catalogue } from '../index.ts'

const marker = 'T3BlbkFJ'
const matcher = compileMatcher(catalogue, [])

/** What stands in a random key by chance, and what a careless check would take for the start, the end or a placeholder. */
const chances = [
  '',
  '-',
  '_',
  '--',
  '-n',
  'n',
  'sk-',
  'sk-proj-',
  '-your-',
  '_example_',
  '-fake-key-here-',
  'EXAMPLE',
  '--->',
]

/** What a key is made of: a format, its halves random but for a text somewhere in one of them. */
interface Recipe {
  readonly format: (typeof openaiFormats)[number]
  readonly seed: number
  readonly chance: string
  readonly at: number
  readonly isLeft: boolean
}

const recipes: fc.Arbitrary<Recipe> = fc.record({
  format: fc.constantFrom(...openaiFormats),
  seed: fc.integer(),
  chance: fc.constantFrom(...chances),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  isLeft: fc.boolean(),
})

function keyOf({ format, seed, chance, at, isLeft }: Recipe): string {
  const key = fakeKey(format.template, seed)
  const start = /^sk-(?:[a-z]{1,9}-|None-)?/u.exec(key)?.[0] ?? ''
  const [left = '', right] = key.slice(start.length).split(marker)
  // Without the marker there is only the end of the word.
  if (right === undefined) return key
  const text = chance.replace(format.template.includes('{url') ? /[^\w-]/gu : /[^A-Za-z0-9]/gu, '')
  return isLeft ? `${start}${put(left, text, at)}${marker}${right}` : `${start}${left}${marker}${put(right, text, at)}`
}

function put(half: string, text: string, at: number): string {
  const start = Math.floor(at * (half.length - text.length))
  return half.slice(0, start) + text + half.slice(start + text.length)
}

describe.each(contexts)('an OpenAI key in $name', (context) => {
  it('is found once, at its exact span, whatever its generation', () => {
    fc.assert(
      // The recipe of a key, because a failure prints it.
      fc.property(recipes, (recipe) => {
        const key = keyOf(recipe)
        const { text, start, end } = caseOf('', key, context)
        const found = matcher.find(text)
        return found.length === 1 && found[0]?.start === start && found[0].end === end && found[0].value === key
      }),
      { numRuns: 200 },
    )
  })
})

describe('an OpenAI key', () => {
  const key = fakeKey('sk-proj-{url:74}T3BlbkFJ{url:73}-', 7)

  it('is found by the call that every gate makes', () => {
    const [finding, ...others] = createFence().scan(`f("${key}")`)
    expect(others).toEqual([])
    expect(finding?.location).toMatchObject({ offset: 3, length: 164, line: 1, column: 4 })
    expect(finding).toMatchObject({ detector: 'openai-project-key', severity: 'error' })
  })

  it.each([
    ['words', 'sk-proj-your-key-goes-here', 'sk-your-openai-key-goes-right-here-and-is-very-long-indeed'],
    ['one character', `sk-${'x'.repeat(48)}`, `sk-proj-${'x'.repeat(74)}${marker}${'x'.repeat(74)}`],
    ['dots', 'sk-proj-...', 'sk-…'],
    ['a class of CSS', 'sk-project-card-with-a-very-long-name-that-goes-on', 'sk-proj-grid__item--active'],
  ])('is none of %s', (_name, ...texts) => {
    expect(texts.flatMap((text) => matcher.find(`"${text}"`))).toEqual([])
  })
})
