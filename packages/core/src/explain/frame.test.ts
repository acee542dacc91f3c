import { describe, expect, it } from 'vitest'
import { fakeKey } from '../detectors/fake-key.ts'
import { catalogue } from '../detectors/index.ts'
import type { KnownSecret } from '../model.ts'
import { compileMatcher } from '../scan/matcher.ts'
import { codeFrame } from './frame.ts'
import { createMask } from './mask.ts'

const key = fakeKey('gsk_{alnum:52}', 41)
const other = fakeKey('sk-proj-{url:74}T3BlbkFJ{url:74}', 42)

function frame(source: string, target: string, known: readonly string[] = []) {
  const secrets = known.map((value): KnownSecret => ({ value, sources: [], match: 'anywhere' }))
  const mask = createMask(compileMatcher(catalogue, secrets))
  mask.remember(
    key,
    catalogue.find(({ id }) => id === 'groq-api-key'),
  )
  const start = source.indexOf(target)
  const { firstLine, lines, marked, span, note } = codeFrame(
    source,
    { start, end: start + target.length },
    'note',
    mask,
  )
  const line = lines[marked] ?? ''
  return { firstLine, lines, marked, underlined: line.slice(span.start, span.end), note }
}

describe('codeFrame', () => {
  it('shows two lines above and one below, and masks the key', () => {
    expect(frame(`1\n2\n3\nf("${key}")\n5\n6`, key)).toEqual({
      firstLine: 2,
      lines: ['2', '3', 'f("gsk_…")', '5'],
      marked: 2,
      underlined: 'gsk_…',
      note: 'note',
    })
  })

  it.each([
    ['at the start of the file', `${key}\nb`, 1, ['gsk_…', 'b'], 0],
    ['at the end of the file', `a\n${key}`, 1, ['a', 'gsk_…'], 1],
    ['alone', key, 1, ['gsk_…'], 0],
    ['before the last line break', `${key}\n`, 1, ['gsk_…'], 0],
    ['below an empty first line', `\n${key}`, 1, ['', 'gsk_…'], 1],
    ['with Windows line ends', `a\r\nf("${key}")\r\nb\r\n`, 1, ['a', 'f("gsk_…")', 'b'], 1],
    ['behind tabs', `\t\tf("${key}")`, 1, ['  f("gsk_…")'], 0],
    ['behind control characters', `\u001b[31mf("${key}")\u0007`, 1, ['[31mf("gsk_…")'], 0],
  ])('of a key %s', (_name, source, firstLine, lines, marked) => {
    expect(frame(source, key)).toMatchObject({ firstLine, lines, marked, underlined: 'gsk_…' })
  })

  it('underlines an expression as it stands', () => {
    expect(frame('f({ apiKey: import.meta.env.VITE_KEY })', 'import.meta.env.VITE_KEY')).toMatchObject({
      lines: ['f({ apiKey: import.meta.env.VITE_KEY })'],
      underlined: 'import.meta.env.VITE_KEY',
    })
  })

  it('masks other keys on the line and around it', () => {
    const source = `a("${other}")\nf("${key}", "${other}", "${key}")\nb("${other}")`
    expect(frame(source, key).lines).toEqual(['a("sk-proj-…")', 'f("gsk_…", "sk-proj-…", "gsk_…")', 'b("sk-proj-…")'])
  })

  it('masks pieces of the key on other lines', () => {
    const source = `const a = "${key.slice(4, 20)}"\nconst b = "${key}"`
    expect(frame(source, key).lines).toEqual(['const a = "…"', 'const b = "gsk_…"'])
  })

  it('masks the whole line when the key reaches over the span', () => {
    const source = `f("${key}")`
    const { lines } = frame(source, key.slice(10, 20))
    expect(lines.join('')).not.toContain(key.slice(4, 8))
    expect(lines.join('')).not.toContain(key.slice(-4))
  })

  it('cuts a long line to what stands around the span', () => {
    const { lines, underlined } = frame(`${'x, '.repeat(100_000)}f("${key}")${'; y'.repeat(100_000)}`, key)
    expect(lines[0]!.length).toBeLessThan(400)
    expect(underlined).toBe('gsk_…')
  })

  it.each([3990, 3995, 3999, 4000, 4001, 4010, 4050, 4056, 4060])(
    'shows no piece of another key that ends %i characters from the span',
    (distance) => {
      for (const filler of ['a ', ',']) {
        const gap = filler.repeat(distance).slice(0, distance)
        const shown = [
          ...frame(`"${other}"${gap}"${key}"`, key).lines,
          ...frame(`"${key}"${gap}"${other}"`, key).lines,
        ].join('\n')
        for (let index = 8; index + 4 <= other.length; index++)
          expect(shown.includes(other.slice(index, index + 4))).toBe(false)
      }
    },
  )

  it('shows no line of a known secret of several lines', () => {
    const lines = Array.from({ length: 6 }, (_, index) => fakeKey('{base64:64}', 50 + index))
    const source = `const pem = \`-----BEGIN KEY-----\n${lines.join('\n')}\n-----END KEY-----\`\nf("${key}")\n`
    const shown = frame(source, key, [`-----BEGIN KEY-----\n${lines.join('\n')}\n-----END KEY-----`]).lines.join('\n')
    for (const line of lines) expect(shown.includes(line.slice(10, 14))).toBe(false)
    expect(shown).toContain('f("gsk_…")')
  })
})
