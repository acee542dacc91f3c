import { describe, expect, it } from 'vitest'
import { KeyfenceError } from '../errors.ts'
import type { Detector } from '../model.ts'
import { defineDetector } from './define-detector.ts'

const valid: Detector = {
  id: 'acme-key',
  title: 'Acme key',
  provider: 'Acme',
  secrecy: 'secret',
  prefixes: ['acme_'],
  pattern: /acme_[a-z]{20}/uy,
  envNames: ['ACME_KEY'],
  references: ['https://acme.test/keys'],
  checkedOn: '2026-11-24',
  examples: { match: ['acme_{lower:20}', 'acme_x{lower:19}'], ignore: ['acme_{lower:3}', 'acme-{lower:20}'] },
}

function messageOf(change: object): string {
  try {
    defineDetector({ ...valid, ...change })
  } catch (error) {
    return error instanceof KeyfenceError ? `${error.code} ${error.message}` : String(error)
  }
  return 'accepted'
}

describe('defineDetector', () => {
  it('returns a valid entry as it is', () => {
    expect(defineDetector(valid)).toBe(valid)
  })

  it.each([
    ['a bounded repetition', { pattern: /acme_[a-z]{20,30}/uy }],
    ['signs of repetition inside of a class', { pattern: /acme_[a-z+*{2,}]{20}/uy }],
    [
      'escaped signs of repetition',
      {
        pattern: /acme_\+\*[a-z]{20}/uy,
        examples: { ...valid.examples, match: ['acme_+*{lower:20}', 'acme_+*x{lower:19}'] },
      },
    ],
    ['a keyword inside', { prefixes: [], keywords: ['me_'], keywordAt: [2] }],
    ['names beside it', { prefixes: [], names: ['acme', 'acme_api'] }],
    ['an undecided format with a reason', { secrecy: 'depends', secrecyReason: 'Restrictions decide.' }],
  ])('accepts %s', (_name, change) => {
    expect(messageOf(change)).toBe('accepted')
  })

  it.each<[change: object, message: string]>([
    [
      { id: 'Acme' },
      'KF_DETECTOR Detector "Acme": `id` must be words in lower case joined by hyphens, provider first.',
    ],
    [
      { id: 'acme' },
      'KF_DETECTOR Detector "acme": `id` must be words in lower case joined by hyphens, provider first.',
    ],
    [
      { prefixes: [] },
      'KF_DETECTOR Detector "acme-key": `prefixes` must name at least one literal that begins every match.',
    ],
    [
      { prefixes: ['ac'] },
      'KF_DETECTOR Detector "acme-key": `prefixes` must be three characters or longer each; a shorter one stands everywhere.',
    ],
    [{ pattern: /acme_[a-z]{20}/u }, 'KF_DETECTOR Detector "acme-key": `pattern` must have the flags `u` and `y`.'],
    // eslint-disable-next-line require-unicode-regexp -- the missing flag is what is tested
    [{ pattern: /acme_[a-z]{20}/y }, 'KF_DETECTOR Detector "acme-key": `pattern` must have the flags `u` and `y`.'],
    ...[/acme_[a-z]+/uy, /acme_[a-z]*/uy, /acme_[a-z]{20,}/uy].map((pattern): [object, string] => [
      { pattern },
      'KF_DETECTOR Detector "acme-key": `pattern` has a repetition without an upper bound (`*`, `+` or `{n,}`). Give it one, such as `{20,200}`.',
    ]),
    [
      { secrecy: 'publishable' },
      'KF_DETECTOR Detector "acme-key": `secrecyReason` is missing. Say why it is publishable.',
    ],
    [{ secrecy: 'depends' }, 'KF_DETECTOR Detector "acme-key": `secrecyReason` is missing. Say why it is undecided.'],
    [{ references: [] }, 'KF_DETECTOR Detector "acme-key": `references` must hold at least one URL.'],
    [{ checkedOn: 'today' }, 'KF_DETECTOR Detector "acme-key": `checkedOn` must be a date such as "2026-01-31".'],
    [
      { examples: { ...valid.examples, match: ['acme_{lower:20}'] } },
      'KF_DETECTOR Detector "acme-key": `examples.match` must hold at least two templates.',
    ],
    [
      { examples: { ...valid.examples, ignore: ['acme_{lower:3}'] } },
      'KF_DETECTOR Detector "acme-key": `examples.ignore` must hold at least two templates, one of them a near miss.',
    ],
    [
      { examples: { ...valid.examples, match: ['acme_{lower:20}', 'other_{lower:20}'] } },
      'KF_DETECTOR Detector "acme-key": `prefixes` holds no literal that begins `examples.match[1]`.',
    ],
    [
      { prefixes: [], keywords: ['ac'] },
      'KF_DETECTOR Detector "acme-key": `keywords` must be three characters or longer each; a shorter one stands everywhere.',
    ],
    [
      { prefixes: [], keywords: ['_acme_'] },
      'KF_DETECTOR Detector "acme-key": `keywords` holds no literal that stands in `examples.match[0]` where `keywordAt` says.',
    ],
    [
      { prefixes: [], keywords: ['me_'], keywordAt: [3] },
      'KF_DETECTOR Detector "acme-key": `keywords` holds no literal that stands in `examples.match[0]` where `keywordAt` says.',
    ],
    [
      { prefixes: [], names: ['Acme'] },
      'KF_DETECTOR Detector "acme-key": `names` must be words in lower case, three characters or longer.',
    ],
    [{ keywords: 'acme_' }, 'KF_DETECTOR Detector "acme-key": `keywords` must be a list of texts.'],
    [
      { pattern: /acme_[a-z]{21}/uy },
      'KF_DETECTOR Detector "acme-key": `pattern` does not match the whole of `examples.match[0]`.',
    ],
    [{ pattern: undefined }, 'KF_DETECTOR Detector "acme-key": `pattern` must be a regular expression.'],
    [{ prefixes: 'acme_' }, 'KF_DETECTOR Detector "acme-key": `prefixes` must be a list of texts.'],
    [{ envNames: undefined }, 'KF_DETECTOR Detector "acme-key": `envNames` must be a list of texts.'],
    [{ examples: undefined }, 'KF_DETECTOR Detector "acme-key": `examples.match` must be a list of texts.'],
  ])('refuses %o', (change, message) => {
    expect(messageOf(change)).toBe(message)
  })
})
