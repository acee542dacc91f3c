import { describe, expect, it } from 'vitest'
import { fakeKey } from './detectors/fake-key.ts'
import { isInComment } from './explain/comment.ts'
import { codeFrame } from './explain/frame.ts'
import { createLocator } from './explain/locate.ts'
import { createMask } from './explain/mask.ts'
import { sourcesOf } from './explain/source-map.ts'
import { specifiers } from './explain/specifiers.ts'
import { createFence } from './fence.ts'
import { looksRandom, trivialReason, urlPassword } from './known-secrets/values.ts'
import { catalogue } from './detectors/index.ts'
import { inlineAllow } from './policy/inline-allow.ts'
import { splitSpecifier } from './policy/server-only.ts'
import { entropyBits } from './redact.ts'
import { compileMatcher } from './scan/matcher.ts'

/** Text that makes a careless expression try every way to read it, 300,000 characters of each. */
const size = 300_000
const units = [
  'a',
  ' ',
  '\t',
  '\n',
  '"',
  '\\',
  '/',
  '//',
  '@',
  ':',
  '.',
  'a.',
  'a:',
  'a@',
  '://',
  'a/',
  '-',
  '=',
  '%41',
  '\\x41',
  '\\u0041',
  '\\u{41}',
  '\\\\x41',
  '&#65;',
  '&amp;',
  '&',
  '\\n',
  ';base64,',
  '"A',
  'A=',
  'import ',
  'import(',
  'import "a";',
  "from 'a';",
  "import\n url(a) from 'a'\n",
  'url(a)\n',
  'from ',
  'import/*',
  'url(',
  'keyfence-allow a -- ',
  'keyfence-allow a',
  '<!--',
  '/*',
  '`${',
  'webpack://',
  'T3BlbkFJ',
  'sourceMappingURL=data:application/json',
  'import.meta.env',
  'é',
  '1',
  '1,',
  '65, ',
  '0x41,\n',
  '65,65,65,65,65,65,65,65;',
  '0x',
  '\v',
  '\\41 ',
  '\0',
  'a\0',
]
const known = {
  value: fakeKey('{alnum:40}', 91),
  sources: [{ name: 'A', path: null, line: null }],
  match: 'anywhere',
} as const
const matcher = compileMatcher(catalogue, [known])
const mask = createMask(matcher)
const locator = createLocator(
  known.value,
  new Map([
    ['import.meta.env', JSON.stringify(known.value)],
    ['import.meta.env.MODE', '""'],
  ]),
)
const fence = createFence({ knownSecrets: [known] })

const readers: Readonly<Record<string, (text: string) => unknown>> = {
  'the scan': (text) => fence.scan(text),
  'the mask': (text) => mask.text(text),
  'the locator': (text) => locator.hits(text),
  'the test for comments': (text) => isInComment(text, text.length - 1),
  'the code frame': (text) => codeFrame(text, { start: size >> 1, end: (size >> 1) + 9 }, '', mask),
  'the list of specifiers': (text) => [...specifiers(text)],
  'the inline comment': (text) => inlineAllow({ path: 'a', source: text, span: { start: size >> 1 } }, ['b']),
  'the name of a source': (text) =>
    sourcesOf({ version: 3, mappings: '', ...{ sources: [text, `webpack://${text}`, `webpack://${text}\n`] } }, 'a'),
  'the split of a specifier': (text) => splitSpecifier(text),
  'the judgement of a value': (text) => [
    trivialReason(text),
    trivialReason(`a://${text}`),
    looksRandom(text),
    urlPassword(`a://${text}`),
  ],
  'the estimate of bits': (text) => entropyBits(text),
}

/** The slowest takes 200 ms on two busy cores; the quadratic ones that were found here took four seconds and more. */
const limitMs = 2000

/** Milliseconds that this process has computed: a busy machine makes the clock run on, and no expression quadratic. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** What begins like each format, and like nothing else. */
const starts = [
  ...new Set(
    catalogue.flatMap(({ prefixes, keywords = [], names = [] }) => [...prefixes, ...keywords.slice(0, 20), ...names]),
  ),
]

describe.each(Object.entries(readers))('%s stays linear', (_name, read) => {
  it.each(units.map((unit) => [unit.slice(0, 20), unit] as const))('on %j', { timeout: 60_000 }, (_name, unit) => {
    const text = unit.repeat(Math.ceil(size / unit.length)).slice(0, size)
    const startedAt = cpuMs()
    read(text)
    expect(cpuMs() - startedAt).toBeLessThan(limitMs)
  })
})

describe('the search for shapes stays linear', () => {
  it.each(starts)('on %j', { timeout: 60_000 }, (start) => {
    const startedAt = cpuMs()
    for (const unit of [`"${start}`, start, `"${start}${'aB3'.repeat(60)}`, `${start}="${'a1'.repeat(60)}`]) {
      matcher.find(unit.repeat(Math.ceil(size / 3 / unit.length)))
    }
    expect(cpuMs() - startedAt).toBeLessThan(limitMs)
  })
})
