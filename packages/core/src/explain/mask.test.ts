import { describe, expect, it } from 'vitest'
import { fakeKey } from '../detectors/fake-key.ts'
import { catalogue } from '../detectors/index.ts'
import { compileMatcher } from '../scan/matcher.ts'
import { createMask } from './mask.ts'

const key = fakeKey('gsk_{alnum:52}', 61)
const password = 'Tr0ub4dor&3-horse'
const matcher = compileMatcher(catalogue, [{ value: password, sources: [], match: 'anywhere' }])

describe('text', () => {
  it.each([
    ['nothing', 'nothing'],
    [`a ${key} b`, 'a gsk_… b'],
    [`${key}-${password}`, 'gsk_…-(hidden)'],
    [`"${btoa(password)}"`, '"(hidden)="'],
    [`https://x.test/?q=${encodeURIComponent(password)}`, 'https://x.test/?q=(hidden)'],
    [fakeKey('pk_live_{alnum:30}', 1), fakeKey('pk_live_{alnum:30}', 1)],
  ])('masks text %#', (text, masked) => {
    expect(createMask(matcher).text(text) === masked).toBe(true)
  })

  it('shows pieces of what nobody has found yet, and hides them afterwards', () => {
    const mask = createMask(matcher)
    const piece = key.slice(10, 30)
    expect(mask.text(piece) === piece).toBe(true)
    mask.remember(
      key,
      catalogue.find(({ id }) => id === 'groq-api-key'),
    )
    expect(mask.text(`a ${piece} b`)).toBe('a … b')
    expect(mask.text(`a ${key.slice(10, 14)} b`)).toBe('a … b')
    expect(mask.text(`a ${key.slice(10, 13)} b`)).toBe(`a ${key.slice(10, 13)} b`)
    expect(mask.text('the prefix gsk_ may be seen')).toBe('the prefix gsk_ may be seen')
  })

  it('hides every character of a value without a public prefix', () => {
    const mask = createMask(compileMatcher([], []))
    mask.remember(password, undefined)
    expect(mask.text(`(${password})`)).toBe('(…)')
  })
})
