import { describe, expect, it } from 'vitest'
import { fakeKey } from '../detectors/fake-key.ts'
import { isPlaceholder } from './placeholder.ts'

describe('isPlaceholder', () => {
  it.each([
    'xxxxxxxxxxxxxxxxxxxx',
    '00000000000000000000',
    'abababababababababab',
    '....................',
    'abcdeabcdeabcdeabcde',
  ])('knows repetition: %s', (body) => {
    expect(isPlaceholder(body)).toBe(true)
  })

  it.each(['abcdefghijklmnopqrst', '12345678901234567890', 'q7ABCDEFGHIJ2x', 'your12345678key'])(
    'knows counting: %s',
    (body) => {
      expect(isPlaceholder(body)).toBe(true)
    },
  )

  it.each(['q7w8e9r2t1y4u6i3', 'abcdefg-hijklmn', '1234567-1234567'])('lets %s pass', (body) => {
    expect(isPlaceholder(body)).toBe(false)
  })

  it('lets random text pass', () => {
    const bodies = Array.from({ length: 5000 }, (_, seed) => fakeKey('{alnum:20}', seed))
    expect(bodies.filter(isPlaceholder)).toEqual([])
  })
})
