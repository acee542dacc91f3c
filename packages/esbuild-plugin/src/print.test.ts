import { describe, expect, it } from 'vitest'
import { shows } from './print.ts'

describe('shows', () => {
  it.each([
    [undefined, 'error', true],
    [undefined, 'warning', true],
    [undefined, 'info', false],
    ['info', 'info', true],
    ['verbose', 'info', true],
    ['error', 'warning', false],
    ['error', 'error', true],
    ['silent', 'error', false],
  ] as const)('with level %s, the kind %s: %s', (logLevel, kind, expected) => {
    expect(shows(logLevel === undefined ? {} : { logLevel }, kind)).toBe(expected)
  })
})
