import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeText } from './text.ts'

const sentence = 'const greeting = "hello, world"; // é€😀'
const utf16 = (text: string) => new Uint8Array(Buffer.from(text, 'utf16le'))
const swapped = (text: string) => new Uint8Array(Buffer.from(text, 'utf16le').swap16())

describe('decodeText', () => {
  it.each([
    ['a string', sentence, sentence, 'utf16', ''],
    ['UTF-8', Buffer.from(sentence), sentence, 'utf16', ''],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${sentence}`), `\ufeff${sentence}`, 'utf16', ''],
    ['UTF-8 with a zero', Buffer.from(`${sentence}\0`), `${sentence}\0`, 'utf16', ''],
    ['UTF-16 with a mark', utf16(`\ufeff${sentence}`), `\ufeff${sentence}`, 'utf16', 'utf16'],
    ['UTF-16 with a mark, other order', swapped(`\ufeff${sentence}`), `\ufeff${sentence}`, 'utf16', 'utf16'],
    ['UTF-16 without a mark', utf16(sentence), sentence, 'utf16', 'utf16'],
    ['UTF-16 without a mark, other order', swapped(sentence), sentence, 'utf16', 'utf16'],
    ['nothing', new Uint8Array(), '', 'utf16', ''],
  ] as const)('reads %s', (_name, content, text, unit, encoding) => {
    expect(decodeText(content)).toEqual({ text, unit, encoding })
  })

  it('reads bytes that are no text one by one, so that positions stay', () => {
    const { text, unit } = decodeText(Uint8Array.from({ length: 256 }, (_, index) => index))
    expect(unit).toBe('byte')
    expect(text).toHaveLength(256)
    expect(text.indexOf('A')).toBe(65)
  })

  it('reads Latin-1 one by one', () => {
    const bytes = Buffer.from('größe = "a"', 'latin1')
    expect(decodeText(bytes)).toEqual({ text: 'größe = "a"', unit: 'byte', encoding: '' })
  })

  it('keeps text around an odd last byte', () => {
    expect(decodeText(Buffer.concat([utf16(`\ufeff${sentence}`), Buffer.from('x')])).text).toContain(sentence)
  })
})

describe('decodeText of long bytes', () => {
  const part = fc.oneof(
    fc.nat(9000).map((count) => 'a'.repeat(count)),
    fc.constantFrom('é', '€', '😀', '密钥', '\0', '\ufeff'),
    fc.string({ unit: 'binary', maxLength: 20 }),
  )

  it('gives the text that was encoded', () => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), fc.nat(9), (parts, shift) => {
        // A zero in every other byte would be UTF-16.
        const text = `const text = 'ab'${parts.join('').toWellFormed()}`
        const bytes = new Uint8Array(Buffer.concat([Buffer.alloc(shift), Buffer.from(text)])).subarray(shift)
        expect(decodeText(bytes)).toEqual({ text, unit: 'utf16', encoding: '' })
      }),
      { seed: 3, numRuns: 300 },
    )
  })

  it('reads byte by byte what is broken anywhere', () => {
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 6 }),
        fc.constantFrom([0x80], [0xff], [0xe2, 0x82], [0xc0, 0x80]),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (parts, broken, share) => {
          const text = Buffer.from(`const text = 'ab'${parts.join('').toWellFormed()}`)
          let at = Math.floor(share * text.length)
          while (((text[at] ?? 0) & 0xc0) === 0x80) at--
          const bytes = new Uint8Array(Buffer.concat([text.subarray(0, at), Buffer.from(broken), text.subarray(at)]))
          expect(decodeText(bytes)).toMatchObject({ unit: 'byte', encoding: '' })
        },
      ),
      { seed: 4, numRuns: 300 },
    )
  })
})
