import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { fakeKey } from './detectors/fake-key.ts'
import { catalogue } from './detectors/index.ts'
import { createFence } from './fence.ts'
import type { ClientFile, Detector, FileKind, HostFacts, KnownSecret, UnreadableFile } from './model.ts'
import { publicPrefix } from './redact.ts'
import { github } from './report/github.ts'
import { json } from './report/json.ts'
import { pretty, prettyFindings } from './report/pretty.ts'
import { sarif } from './report/sarif.ts'

// Every run compiles the whole catalogue several times.
vi.setConfig({ testTimeout: 60_000 })

const property = { seed: 20261124, numRuns: 150 }

/** A secret, and what may not be seen of it. */
interface Secret {
  readonly value: string
  readonly detector: Detector | undefined
  readonly known: KnownSecret | undefined
}

/** Those that are recognised wherever they stand, and whole. */
const hidden = catalogue.filter(
  ({ secrecy, names, examples, pattern }) =>
    secrecy === 'secret' &&
    names === undefined &&
    examples.before === undefined &&
    !pattern.source.includes('(?<secret>'),
)

const shapedSecret: fc.Arbitrary<Secret> = fc
  .record({
    detector: fc.constantFrom(...hidden),
    example: fc.nat(),
    seed: fc.integer({ min: 1, max: 1e9 }),
    isKnown: fc.boolean(),
  })
  .map(({ detector, example, seed, isKnown }) => {
    const { match } = detector.examples
    const value = fakeKey(match[example % match.length] ?? '', seed)
    return { value, detector, known: isKnown ? knownSecret(value) : undefined }
  })

/** Random text of many kinds, without the words of a report. */
const knownOnly: fc.Arbitrary<Secret> = fc
  .record({
    kind: fc.constantFrom('{alnum:32}', '{hex:40}', '{base64:44}', '{url:24}', '{digit:6}{alnum:14}'),
    seed: fc.integer({ min: 1, max: 1e9 }),
    symbols: fc.constantFrom('', '"', "'", '`', '\\', '\n', '${', 'é', '🔑', '密', '&', '%41', '/', '+'),
  })
  .map(({ kind, seed, symbols }) => {
    const [left, right] = [fakeKey(kind, seed), fakeKey(kind, seed + 1)]
    const value = `${left}${symbols}${right}`
    return { value, detector: undefined, known: knownSecret(value) }
  })

const secret = fc.oneof(shapedSecret, knownOnly)

function knownSecret(value: string): KnownSecret {
  return { value, match: 'anywhere', sources: [{ name: 'VITE_OTHER_NAME', path: '.env', line: 1 }] }
}

/**
 * Pieces of four characters behind the public prefix that occur in an output. Counted, because a failure is printed.
 * What every value of the format has (`/messages?key=`) is no secret, and words that every report has are none either.
 */
function shownPieces({ value, detector }: Secret, output: string): number {
  const body = value.slice(publicPrefix(value, detector).length)
  const format = detector?.pattern.source.replace(/\\/gu, '') ?? ''
  let count = 0
  for (let index = 0; index + 4 <= body.length; index++) {
    const piece = body.slice(index, index + 4)
    if (output.includes(piece) && !format.includes(piece) && !usualWords.includes(piece)) count++
  }
  return count
}

/** Every format of a report that names another leak. */
const usualWords = outputsOf(
  await createFence().audit([
    { path: 'dist/index.js', kind: 'script', content: `f('${fakeKey('sk-proj-{url:74}T3BlbkFJ{url:74}', 7)}')` },
  ]),
)

/** Every way to show a report, without fingerprints: their digits can be those of a secret by chance. */
function outputsOf(report: Awaited<ReturnType<ReturnType<typeof createFence>['audit']>>): string {
  const outputs = [
    pretty(report, { colour: false }),
    pretty(report, { colour: true, width: 200, action: 'build' }),
    prettyFindings(report.findings, { colour: false }),
    json(report),
    sarif(report, { version: '1.0.0' }),
    github(report),
  ]
  // A hash may hold four digits of anything.
  return outputs.join('\n').replace(/kf1_[0-9a-f]+/gu, '')
}

const hex = (text: string) => Array.from(text, (character) => character.charCodeAt(0).toString(16).padStart(2, '0'))
const escapes = (text: string, spell: (code: string) => string) =>
  Array.from({ length: text.length }, (_, index) => spell(text.charCodeAt(index).toString(16).padStart(4, '0'))).join(
    '',
  )
const inTemplate = (text: string) => text.replace(/[\\`]|\$\{/gu, '\\$&')

/** Spellings of a secret in code that hold it whole. */
const wholeSpellings: readonly ((value: string) => string)[] = [
  (value) => JSON.stringify(value),
  (value) => `\`${inTemplate(value)}\``,
  (value) => JSON.stringify(JSON.stringify({ a: value })),
  (value) => `"${escapes(value, (code) => `\\u${code}`)}"`,
  (value) => `"${Buffer.from(value).toString('base64')}"`,
  (value) => `"${Buffer.from(`{"key":${JSON.stringify(value)}}`).toString('base64url')}"`,
  (value) => `f(${JSON.stringify(value)}, ${JSON.stringify(value)})`,
  (value) => `"?q=${encodeURIComponent(value)}"`,
  (value) => `"${hex(value).join('')}"`,
  (value) => `/* ${value} */`,
  (value) => `// ${value}`,
]
/** And those that only code puts together. */
const spellings: typeof wholeSpellings = [
  ...wholeSpellings,
  (value) => `"${value.slice(0, 12).replace(/[^\w-]/gu, '')}" + ${JSON.stringify(value.slice(12))}`,
  (value) => `"${value.slice(0, 10)}"\n  + "${value.slice(10, 22)}"\n  + "${value.slice(22)}"`,
  (value) => `[${Array.from(value.match(/.{1,9}/gsu) ?? [], (piece) => JSON.stringify(piece)).join(', ')}].join("")`,
]
const filler = fc.constantFrom(
  '',
  'a\n',
  '\t\t',
  'f();',
  'x'.repeat(50),
  'x, '.repeat(1400),
  '\r\n\r\n',
  'é😀',
  '"',
  "'",
  '`',
  '// ',
  '/* ',
  '<!-- ',
)

const leak = fc.record({
  secret,
  spelling: fc.nat(),
  sourceSpelling: fc.nat(),
  before: filler,
  after: filler,
  kind: fc.constantFrom<FileKind>('script', 'style', 'markup', 'map', 'asset'),
  other: secret,
})

function spell(index: number, value: string): string {
  return spellings[index % spellings.length]?.(value) ?? ''
}

function spellWhole(index: number, value: string): string {
  return wholeSpellings[index % wholeSpellings.length]?.(value) ?? ''
}

function fenceFor(...secrets: readonly Secret[]) {
  return createFence({ knownSecrets: secrets.flatMap(({ known }) => known ?? []), clock: () => 0, today: '2026-11-24' })
}

/** A host whose every answer holds the secret. */
function hostWith({ value }: Secret, source: string): HostFacts {
  return {
    root: '/app',
    hostName: 'Vite',
    publicPrefixes: ['VITE_'],
    replacements: new Map([['import.meta.env.VITE_OTHER_NAME', JSON.stringify(value)]]),
    injected: new Map([[`banner ${value}`, value]]),
    entries: () => [`/app/${value}.html`],
    importers: (id) => (id.endsWith('.html') ? [] : [{ id: `/app/${value}.html`, dynamic: false, line: 1 }]),
    modulesOf: () => [
      { id: `/app/src/${value}.ts`, bytes: 1 },
      { id: `/app/node_modules/openai/client.mjs`, bytes: 1 },
    ],
    importSite: () => ({ line: 1, column: 1 }),
    externalsOf: () => ['openai'],
    source: () => source,
    displayPath: (id) => id.replace('/app/', ''),
  }
}

describe('no four characters of a secret behind its public prefix', () => {
  it('are in a report', async () => {
    await fc.assert(
      fc.asyncProperty(leak, async ({ secret: leaked, spelling, sourceSpelling, before, after, kind, other }) => {
        const content = `${before}${spell(spelling, leaked.value)};${spell(0, leaked.value)}${after}`
        const source = `const other = ${spellWhole(spelling, other.value)}\n${before}${spell(sourceSpelling, leaked.value)}${after}`
        const file: ClientFile = { path: `dist/${leaked.value.replace(/\n/gu, '')}.js`, kind, content }
        const unreadable: UnreadableFile = { path: `${leaked.value}.gz`, unreadable: `cannot read ${leaked.value}` }
        for (const host of [undefined, hostWith(leaked, source)]) {
          const report = await fenceFor(leaked, other).audit([file, unreadable], host)
          const output = outputsOf(report)
          expect(report.findings.length).toBeGreaterThan(0)
          expect([shownPieces(leaked, output), shownPieces(other, output)]).toEqual([0, 0])
        }
      }),
      property,
    )
  })

  it('are in what a lint rule says', () => {
    fc.assert(
      fc.property(leak, ({ secret: leaked, spelling, before, after }) => {
        const found = fenceFor(leaked).scan(
          `${before}\n${spell(spelling, leaked.value)}\n${spell(0, leaked.value)}${after}`,
          {
            path: `src/${leaked.value}.ts`,
          },
        )
        expect(found.length).toBeGreaterThan(0)
        expect(shownPieces(leaked, JSON.stringify(found.map((finding) => ({ ...finding, fingerprint: '' }))))).toBe(0)
      }),
      property,
    )
  })

  it('are in masked text', () => {
    fc.assert(
      fc.property(leak, ({ secret: leaked, spelling, before, after }) => {
        const text = `${before}\n"${leaked.value}" ${spell(spelling % 3, leaked.value)}${after}`
        expect(shownPieces(leaked, fenceFor(leaked).mask(text))).toBe(0)
      }),
      property,
    )
  })

  it('are in the error when a host fails', async () => {
    const failures: readonly ((fail: () => never) => Partial<HostFacts>)[] = [
      (fail) => ({ modulesOf: fail }),
      (fail) => ({ source: fail }),
      (fail) => ({ rendered: fail }),
      (fail) => ({ importers: fail }),
      (fail) => ({ displayPath: fail }),
      (fail) => ({ mapOf: fail, modulesOf: () => [] }),
      (fail) => ({ source: () => Promise.resolve().then(fail) }),
    ]
    await fc.assert(
      fc.asyncProperty(secret, fc.nat(), async (leaked, failure) => {
        const fail = (): never => {
          throw new TypeError(`cannot read "${leaked.value}" of undefined`, { cause: leaked.value })
        }
        const host = { ...hostWith(leaked, `f("${leaked.value}")`), ...failures[failure % failures.length]?.(fail) }
        const error: unknown = await fenceFor(leaked)
          .audit([{ path: 'a.js', kind: 'script', content: `f(${JSON.stringify(leaked.value)})` }], host)
          .catch((reason: unknown) => reason)
        expect(shownPieces(leaked, describeError(error))).toBe(0)
      }),
      property,
    )
  })

  it('are in the error when a detector fails', async () => {
    const [base] = hidden
    const failing: Detector = {
      ...base!,
      id: 'acme-key',
      prefixes: ['acme_'],
      pattern: /acme_[a-z]{20}/uy,
      verify: (value) => {
        throw new RangeError(value)
      },
      examples: { match: ['acme_{lower:20}', 'acme_{lower:20}'], ignore: ['acme_', 'acme'] },
    }
    const leaked: Secret = { value: fakeKey('acme_{lower:20}', 1), detector: failing, known: undefined }
    const fence = createFence({ config: { detectors: { add: [failing] } } })
    const text = `"${leaked.value}"`
    const errors = [
      thrown(() => fence.scan(text)),
      thrown(() => fence.mask(text)),
      await fence.audit([{ path: 'a.js', kind: 'script', content: text }]).catch((reason: unknown) => reason),
    ]
    for (const error of errors) {
      expect(error).toMatchObject({ code: 'KF_AUDIT' })
      expect(shownPieces(leaked, describeError(error))).toBe(0)
    }
  })

  it('are in a report about a broken source map', async () => {
    await fc.assert(
      fc.asyncProperty(secret, fc.nat(), async (leaked, variant) => {
        const text = JSON.stringify(leaked.value)
        const broken = [
          `{"sources":[${text}`,
          `{"version":3,"sources":[${text}],"sourcesContent":[${JSON.stringify(`f(${text})`)}],"mappings":"${'!'.repeat(9)}"}`,
          `{"version":3,"sections":[{"map":${text}}]}`,
          text,
        ][variant % 4]!
        const report = await fenceFor(leaked).audit([
          { path: 'a.js', kind: 'script', content: `f(${text})`, map: broken },
          { path: 'a.js.map', kind: 'map', content: broken },
        ])
        expect(report.findings.length).toBeGreaterThan(1)
        expect(shownPieces(leaked, outputsOf(report))).toBe(0)
      }),
      property,
    )
  })
})

describe('the span of a finding', () => {
  it('holds the secret in its spelling and nothing else', () => {
    fc.assert(
      fc.property(secret, fc.nat(), filler, filler, (leaked, spelling, before, after) => {
        const readers: readonly [write: (value: string) => string, read: (form: string) => string][] = [
          [(value) => JSON.stringify(value), (form) => String(JSON.parse(`"${form}"`))],
          [(value) => `"${escapes(value, (code) => `\\u${code}`)}"`, (form) => String(JSON.parse(`"${form}"`))],
          [(value) => `"${encodeURIComponent(value)}"`, (form) => decodeURIComponent(form)],
          [(value) => `"${Buffer.from(value).toString('base64')}"`, (form) => Buffer.from(form, 'base64').toString()],
        ]
        const [write, read] = readers[spelling % readers.length]!
        // An opening quote alone would make the rest of the text another thing.
        const text = `${before}\n${write(leaked.value)}\n${after}`
        const found = fenceFor(leaked).scan(text, { path: 'a.js' })
        const forms = found.map(({ location: { offset, length } }) =>
          text.slice(offset, offset + (length ?? formLength(text, offset))),
        )
        expect(forms.filter((form) => read(form) === leaked.value)).toHaveLength(1)
        expect(found).toHaveLength(1)
      }),
      property,
    )
  })
})

/** Where a finding tells no length, its form ends where its literal does. */
function formLength(text: string, offset: number): number {
  return /^(?:[^"\\]|\\[\s\S])*/u.exec(text.slice(offset))?.[0].length ?? 0
}

function thrown(act: () => unknown): unknown {
  try {
    act()
  } catch (error) {
    return error
  }
  return undefined
}

/** Everything that a program could print of an error. */
function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return [
    error.message,
    // Lines and columns can have the digits of a secret by chance.
    error.stack?.replace(/:\d+/gu, ''),
    String(error.cause),
    JSON.stringify(error, Object.getOwnPropertyNames(error)).replace(/:\d+/gu, ''),
  ].join('\n')
}
