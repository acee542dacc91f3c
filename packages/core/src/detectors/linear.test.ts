import { createRequire } from 'node:module'
import type * as Recheck from 'recheck'
import { describe, expect, it } from 'vitest'
import { catalogue, offByDefault } from './index.ts'

// The build for browsers is JavaScript alone; the one for Node looks for a Java archive and for binaries first.
const { checkSync } = createRequire(import.meta.url)('recheck/lib/browser.js') as typeof Recheck

/** How the time of an expression grows with the text: proved over all texts, not tried on some. */
function growth({ source, flags }: RegExp): string {
  const result = checkSync(withoutBounds(source), flags, { checker: 'automaton', timeout: null })
  return result.status === 'vulnerable' ? result.complexity.type : result.status
}

/**
 * To the checker any repetition with an upper bound is safe, `(?:a{1,40}){1,40}` too: what it has to judge is the same
 * expression without bounds. Conditions on what follows are left out and literals shortened, which only adds ways to
 * match; without that it would take minutes.
 */
function withoutBounds(source: string): string {
  return source
    .replace(/\(\?<?[!=](?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\)/gu, '')
    .replace(/\[(?:[^\]\\]|\\.)*\]|\\.|\(\?<\w+>|\{[\d,]*\}|[A-Za-z0-9]{3,}|-{3,}/gu, (part) =>
      /^[[(\\{]/u.test(part) ? part : part.slice(0, 2),
    )
    .replace(/\{(\d+)(?:,(\d+))?\}/gu, (_whole, least: string, most?: string) => {
      if (most === undefined) return ''
      const isFew = Number(most) < 16
      if (isFew) return least === '0' ? '{0,2}' : '{1,2}'
      return least === '0' ? '*' : '+'
    })
}

/** Text between 16 and 160 characters long around a marker that it may hold itself: 145 ways to read it, and no more. */
const aroundMarker = catalogue.filter(({ pattern }) => pattern.source.includes('{16,160}?T3BlbkFJ')).map(({ id }) => id)

describe('the time of a pattern grows no faster than the text', () => {
  const detectors = [...catalogue, ...offByDefault]
  // The proof of a pattern with many branches takes a second of computing, which is not the time of the pattern.
  it.each(detectors.filter(({ id }) => !aroundMarker.includes(id)))('$id', { timeout: 60_000 }, ({ pattern }) => {
    expect(growth(pattern)).toBe('safe')
  })

  it('but for the bounded ones of one provider', () => {
    const ids = catalogue.filter(({ provider }) => provider === 'OpenAI').map(({ id }) => id)
    expect(ids).toEqual(expect.arrayContaining(aroundMarker))
  })
})

describe('the checker sees', () => {
  it.each([
    ['two ways to read each character', 'key-(?:[a-z]|[a-y0-9]){1,200}!', 'exponential'],
    ['a repetition in a repetition', 'key-(?:[a-z]{1,40}){1,40}!', 'exponential'],
    ['neighbours that share characters', 'key-[a-z]{1,400}[a-z0-9]{1,400}!', 'polynomial'],
  ])('%s', (_name, pattern, expected) => {
    expect(growth(new RegExp(pattern, 'uy'))).toBe(expected)
  })
})
