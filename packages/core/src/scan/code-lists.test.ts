import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { codeListsOf } from './code-lists.ts'

const spell = (unit: number, form: number) => (form === 0 ? String(unit) : `0x${unit.toString(16)}`)

describe('codeListsOf', () => {
  it('reads any list wherever it stands and leads back to every code', () => {
    const spaces = fc.constantFrom('', ' ', '\n', '\r\n        ', '\t\t')
    const item = fc.tuple(fc.integer({ min: 0x20, max: 0xffff }), fc.nat(1), spaces, spaces)
    const list = fc.array(item, { minLength: 8, maxLength: 60 })
    fc.assert(
      fc.property(
        list,
        fc.string({ maxLength: 40 }),
        fc.constantFrom('[', '(', '{ ', '='),
        (items, before, opening) => {
          let text = before + opening
          const places: string[] = []
          for (const [index, [unit, form, left, right]] of items.entries()) {
            places.push(spell(unit, form))
            text += (index === 0 ? '' : ',') + left + spell(unit, form) + right
          }
          text += ']);'
          const expected = String.fromCharCode(...items.map(([unit]) => unit))
          const view = codeListsOf(text).find((found) => found.text.endsWith(expected))
          expect(view).toBeDefined()
          const offset = (view?.text.length ?? 0) - expected.length
          const forms = places.map((_, index) => {
            const { start, end } = view?.toOriginal({ start: offset + index, end: offset + index + 1 }) ?? {
              start: 0,
              end: 0,
            }
            return text.slice(start, end)
          })
          expect(forms).toEqual(places)
        },
      ),
      { seed: 7, numRuns: 2000 },
    )
  })

  it.each([
    ['seven codes', '[65,66,67,68,69,70,71]'],
    ['fractions', '[65.5,66.5,67.5,68.5,69.5,70.5,71.5,72.5,73.5]'],
    ['negative numbers', '[-65,-66,-67,-68,-69,-70,-71,-72,-73,-74]'],
    ['names', '[a65,b66,c67,d68,e69,a70,b71,c72,d73,e74]'],
    ['numbers without commas', '65 66 67 68 69 70 71 72 73 74 75 76'],
  ])('has no reading of %s', (_name, text) => {
    expect(codeListsOf(text)).toEqual([])
  })

  it('reads what stands in front of and behind something that is no number', () => {
    const codes = Array.from('ABCDEFGH', (character) => character.charCodeAt(0)).join()
    expect(codeListsOf(`[${codes},1.5,${codes}]`).map(({ text }) => text)).toEqual(['ABCDEFGH', 'ABCDEFGH'])
  })
})
