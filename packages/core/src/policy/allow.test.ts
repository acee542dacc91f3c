import { describe, expect, it } from 'vitest'
import { compileAllowList, type AllowSubject } from './allow.ts'
import type { AllowEntry } from './config.ts'

const subject: AllowSubject = {
  rule: 'key-literal',
  detector: 'groq-api-key',
  package: null,
  envNames: ['GROQ_KEY', 'VITE_GROQ_KEY'],
  paths: ['dist/assets/index.js', 'src/lib/ai.ts'],
  fingerprint: 'kf1_0123',
}
const today = '2026-11-24'

function answer(...entries: Omit<AllowEntry, 'reason'>[]): string {
  const found = compileAllowList(
    entries.map((entry, index) => ({ ...entry, reason: String(index) })),
    today,
  ).find(subject)
  if (found === undefined) return 'none'
  return `${found.entry.reason}${found.isExpired ? ' expired' : ''}`
}

describe('an allow entry', () => {
  it.each([
    [{ rule: 'key-literal' }],
    [{ detector: 'groq-api-key' }],
    [{ env: 'VITE_GROQ_KEY' }],
    [{ fingerprint: 'kf1_0123' }],
    [{ path: 'src/lib/ai.ts' }],
    [{ path: './src/lib/ai.ts' }],
    [{ path: 'src/**' }],
    [{ path: '**/*.ts' }],
    [{ path: 'src/*/ai.{js,ts}' }],
    [{ path: 'dist/**' }],
    [{ rule: 'key-literal', detector: 'groq-api-key', path: 'src/**', env: 'GROQ_KEY', fingerprint: 'kf1_0123' }],
  ] as const)('lets the finding stay: %o', (entry) => {
    expect(answer(entry)).toBe('0')
  })

  it.each([
    [{ rule: 'env-value' }],
    [{ detector: 'groq' }],
    [{ package: 'openai' }],
    [{ env: 'groq_key' }],
    [{ fingerprint: 'kf1_012' }],
    [{ path: 'src' }],
    [{ path: 'src/*.ts' }],
    [{ path: 'lib/ai.ts' }],
    [{ rule: 'key-literal', path: 'test/**' }],
    [{}],
    [{ expires: '2027-01-01' }],
  ] as const)('does not fit: %o', (entry) => {
    expect(answer(entry)).toBe('none')
  })

  it.each([
    ['2026-11-25', '0'],
    ['2026-11-24', '0 expired'],
    ['2020-01-01', '0 expired'],
  ])('with the end %s is %s', (expires, expected) => {
    expect(answer({ rule: 'key-literal', expires })).toBe(expected)
  })

  it('that holds comes before one that expired', () => {
    expect(answer({ rule: 'key-literal', expires: '2020-01-01' }, { detector: 'groq-api-key' })).toBe('1')
  })

  it('matches paths that begin with a full stop', () => {
    const list = compileAllowList([{ path: '**/*.js', reason: 'x' }], today)
    expect(list.find({ ...subject, paths: ['.output/public/a.js'] })).toBeDefined()
  })
})
