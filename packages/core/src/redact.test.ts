import { describe, expect, it } from 'vitest'
import { fakeKey } from './detectors/fake-key.ts'
import { catalogue } from './detectors/index.ts'
import {
  entropyBits,
  fingerprint,
  placeFingerprint,
  placeholderFor,
  publicPrefix,
  readsLikeAWord,
  redact,
} from './redact.ts'

const detector = (id: string) => catalogue.find((entry) => entry.id === id)
const groq = detector('groq-api-key')
const stripe = detector('stripe-secret-key')

describe('redact', () => {
  it.each([
    ['groq-api-key', 'gsk_{alnum:52}', 'gsk_… (56 characters)', 'gsk_…'],
    ['openai-project-key', 'sk-proj-{url:74}T3BlbkFJ{url:74}', 'sk-proj-… (164 characters)', 'sk-proj-…'],
    ['openai-legacy-key', 'sk-{alnum:20}T3BlbkFJ{alnum:20}', 'sk-… (51 characters)', 'sk-…'],
    ['stripe-secret-key', 'rk_test_{digit:1}{alnum:23}', 'rk_test_… (32 characters)', 'rk_test_…'],
    ['anthropic-api-key', 'sk-ant-api03-{url:93}AA', 'sk-ant-api… (108 characters)', 'sk-ant-api…'],
  ])('shows of %s its prefix and length', (id, template, redacted, placeholder) => {
    const sample = fakeKey(template, 7)
    expect(redact(sample, detector(id))).toBe(redacted)
    expect(placeholderFor(sample, detector(id))).toBe(placeholder)
  })

  it.each([
    ['without a format', fakeKey('{alnum:30}', 1), undefined],
    ['that does not begin with a prefix of the format', fakeKey('{alnum:30}', 1), groq],
  ])('shows nothing of a value %s, not even its length', (_name, value, format) => {
    expect(redact(value, format)).toBe('(hidden)')
    expect(placeholderFor(value, format)).toBe('(hidden)')
  })
})

describe('publicPrefix', () => {
  it('is the longest of several that fit', () => {
    expect(publicPrefix('sk-ant-api03-x', { ...stripe!, prefixes: ['sk-', 'sk-ant-api', 'sk-ant'] })).toBe('sk-ant-api')
  })
})

describe('fingerprint', () => {
  const strong = fakeKey('gsk_{alnum:52}', 3)

  it('is a name with 128 bits as hexadecimal digits', () => {
    expect(fingerprint(strong, groq, ['a'])).toMatch(/^kf1_[0-9a-f]{32}$/u)
  })

  it('names a strong value by itself, wherever it stands', () => {
    expect(fingerprint(strong, groq, ['key-literal', 'a.js', 0])).toBe(
      fingerprint(strong, groq, ['env-value', 'b.js', 9]),
    )
    expect(fingerprint(strong, groq, [])).not.toBe(fingerprint(fakeKey('gsk_{alnum:52}', 4), groq, []))
    expect(fingerprint(strong, groq, [])).not.toBe(fingerprint(strong, undefined, []))
  })

  it.each(['hunter2hunter2', 'correct-horse-battery-staple', 'Password123!', '12345678901234567890'])(
    'names a weak value by its place: %s',
    (weak) => {
      expect(fingerprint(weak, undefined, ['env-value', 'A', 'a.js', 0])).toBe(
        fingerprint('another-weak-one', undefined, ['env-value', 'A', 'a.js', 0]),
      )
      expect(fingerprint(weak, undefined, ['a.js', 0])).not.toBe(fingerprint(weak, undefined, ['a.js', 1]))
      expect(fingerprint(weak, undefined, ['a.js', 0])).toBe(placeFingerprint(['a.js', 0]))
    },
  )

  it('does not count the public prefix as strength', () => {
    const value = `gsk_${'ab12'.repeat(5)}`
    expect(fingerprint(value, groq, ['a'])).toBe(placeFingerprint(['a']))
  })

  it('stays what it is from release to release', () => {
    expect(placeFingerprint(['env-value', 'TOKEN', 'dist/a.js', 0])).toMatchInlineSnapshot(
      `"kf1_3c524b3a6de62c04b3dd90131015db4b"`,
    )
    expect(fingerprint('k7Q-stable-Zx93vB1mWq8Lr2Tn5Yc6', undefined, [])).toMatchInlineSnapshot(
      `"kf1_00383212b3dec89fbe550f33a79273f9"`,
    )
  })

  it('does not run parts of a place together', () => {
    expect(placeFingerprint(['ab', 'c'])).not.toBe(placeFingerprint(['a', 'bc']))
  })
})

describe('entropyBits', () => {
  it.each([
    ['', 0, 0],
    ['aaaaaaaaaaaa', 0, 0],
    ['correct horse battery staple', 20, 40],
    [fakeKey('{hex:32}', 1), 100, 128],
    [fakeKey('{alnum:40}', 1), 80, 240],
    [fakeKey('{digit:16}', 1), 30, 55],
  ])('of a value lies where a guesser would put it', (value, low, high) => {
    expect(entropyBits(value)).toBeGreaterThanOrEqual(low)
    expect(entropyBits(value)).toBeLessThanOrEqual(high)
  })
})

describe('readsLikeAWord', () => {
  it.each([
    ['horse', true],
    ['battery', true],
    ['PRODUCTION', true],
    ['xkcd', false],
    ['strngth', false],
    ['aeiou', false],
    ['bcdfgh', false],
  ])('of %s is %s', (run, expected) => {
    expect(readsLikeAWord(run)).toBe(expected)
  })
})
