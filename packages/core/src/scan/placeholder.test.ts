import { describe, expect, it } from 'vitest'
import { fakeKey } from '../detectors/fake-key.ts'
import { isPlaceholder, isSample } from './placeholder.ts'

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

  it.each([
    'your-key-goes-right-in',
    'put-your_token_here_please',
    'a1b2c3d4e5EXAMPLE',
    'q7w8-example-e9r2t1',
    'q7w8xxxxxxxxe9r2t1',
  ])('knows what a person typed: %s', (body) => {
    expect(isPlaceholder(body)).toBe(true)
  })

  it.each(['q7yourw8e9r2t1', 'W8EXAMPLEe9r2t1y4', 'exampleq7w8e9r2'])(
    'lets words pass that stand by chance: %s',
    (body) => {
      expect(isPlaceholder(body)).toBe(false)
    },
  )

  it('leaves words alone where a marker stands in it, and still knows repetition', () => {
    expect(isPlaceholder('q7w8-your-key-here-e9r2t1', false)).toBe(false)
    expect(isPlaceholder('q7w8xxxxxxxxe9r2t1', false)).toBe(true)
  })

  it('lets random text pass', () => {
    const bodies = Array.from({ length: 5000 }, (_, seed) => fakeKey('{url:64}', seed))
    expect(bodies.filter((body) => isPlaceholder(body))).toEqual([])
  })
})

describe('isSample', () => {
  it('knows the key of the emulator of Azure Storage, which its documentation shows', () => {
    // In two pieces, because this repository holds no text in the shape of a key.
    const [left, right] = [
      'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6',
      'IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==',
    ]
    expect([isSample(`${left}${right}`), isSample(`${left}${right.toLowerCase()}`)]).toEqual([true, false])
  })
})
