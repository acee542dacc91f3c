import { catalogue, defineDetector, fakeKey } from '@keyfence/core'
import json from '@eslint/json'
import * as parser from '@typescript-eslint/parser'
import { Linter } from 'eslint'
import { Linter as Linter9 } from 'eslint-9'
import { Linter as Linter922 } from 'eslint-9-22'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import packageJson from '../package.json' with { type: 'json' }
import * as exported from './index.ts'

const keyfence = exported.default
/** Formats that say by themselves what they are; others need a name or a neighbour, which core's tests give them. */
const secrets = catalogue.filter(
  ({ secrecy, names, prefixes, pattern, examples }) =>
    secrecy === 'secret' &&
    names === undefined &&
    prefixes.length > 0 &&
    examples.before === undefined &&
    !pattern.source.includes('?<secret>'),
)
const openai = fakeKey('sk-proj-{url:74}T3BlbkFJ{url:74}', 5)
const [recommended] = keyfence.configs.recommended

function lint(text: string, settings: object = {}, file = 'a.ts', rest: Linter.Config = {}) {
  const config: Linter.Config = {
    ...recommended,
    files: ['**/*.*'],
    languageOptions: { parser },
    ...rest,
    settings: { keyfence: settings },
  }
  return new Linter().verify(text, [config], file)
}

describe('the plugin', () => {
  it('is the default, a named and the CommonJS export', () => {
    expect(exported.keyfence).toBe(keyfence)
    expect(exported['module.exports']).toBe(keyfence)
  })

  it('has the name and the version of its package', () => {
    expect(keyfence.meta).toEqual({ name: packageJson.name, version: packageJson.version, namespace: 'keyfence' })
  })

  it.each(['recommended', 'strict'] as const)('has the configuration %s, in any language', (name) => {
    const wanted = Object.entries(keyfence.rules).filter(
      ([, { meta }]) => name === 'strict' || meta?.docs?.recommended === true,
    )
    expect(keyfence.configs[name]).toEqual([
      {
        name: `keyfence/${name}`,
        plugins: { keyfence },
        rules: Object.fromEntries(wanted.map(([rule]) => [`keyfence/${rule}`, 'error'])),
      },
    ])
  })

  it('may be listed twice', () => {
    const configs = [...keyfence.configs.recommended, ...keyfence.configs.recommended, { plugins: { keyfence } }]
    expect(new Linter().verify(`f('a ${openai}')`, configs)).toHaveLength(1)
  })

  it.each(Object.entries(keyfence.rules))('%s can be explained without its source', (_name, { meta }) => {
    expect(meta?.docs?.description).toMatch(/^(?:Disallow|Prefer) .+\.$/u)
    expect(meta?.docs?.url).toMatch(/^https:\/\/.+\/rules\/(?:no|prefer)-[a-z-]+\.md$/u)
    for (const message of Object.values(meta?.messages ?? {})) {
      expect(message).not.toMatch(/please|oops|!/iu)
      expect(message).toMatch(/\.(?:md)?(?:\{\{expiry\}\})?$/u)
    }
  })
})

describe('a key', () => {
  it.each(secrets)('of $id is reported once, and no four characters behind its prefix are shown', (detector) => {
    for (const template of detector.examples.match.slice(0, 1)) {
      const key = fakeKey(template, 1)
      const half = key.length >> 1
      const sources = [
        `f('${key}')`,
        `// ${key}`,
        `f('${key.slice(0, half)}' + '${key.slice(half)}')`,
        `const a = '${key.slice(0, half)}'; f(\`\${a}${key.slice(half)}\`)`,
        // Shorter base64 stands everywhere.
        ...(key.length < 24 ? [] : [`f(atob('${btoa(key)}'))`]),
      ]
      for (const source of sources) {
        const messages = lint(source)
        expect(messages, `form ${sources.indexOf(source)} of ${key.length}`).toHaveLength(1)
        const prefix = detector.prefixes.filter((one) => key.startsWith(one)).sort((a, b) => b.length - a.length)[0]!
        // Words of the message may stand in an address that is the secret.
        expectNothingShown(JSON.stringify(messages), key.slice(prefix.length), `${detector.title} ${prefix}`)
      }
    }
  })

  it('that looks publishable is silent', () => {
    const publishable = catalogue.filter(({ secrecy }) => secrecy === 'publishable')
    for (const { examples } of publishable) expect(lint(`f('${fakeKey(examples.match[0]!, 1)}')`)).toEqual([])
  })

  it('has an exact place wherever it stands', () => {
    const around = fc.stringMatching(/^[a-z0-9 (){};,\n\r\u00e9\u{1f600}]{0,40}$/u)
    fc.assert(
      fc.property(around, around, (before, after) => {
        const text = `/*${before} ${openai} ${after}*/`
        const [message] = lint(text)
        const lines = text.split(/\r\n|\n|\r/u)
        expect(lines[message!.line - 1]!.slice(message!.column - 1, message!.endColumn! - 1)).toBe(openai)
      }),
      { seed: 4, numRuns: 60 },
    )
  })
})

function expectNothingShown(text: string, hidden: string, said = '') {
  for (let index = 0; index + 4 <= hidden.length; index++) {
    const piece = hidden.slice(index, index + 4)
    if (!said.includes(piece)) expect(text).not.toContain(piece)
  }
}

describe('hostile input', () => {
  it('of 5 MB on one line is linted whole', () => {
    const filler = 'x=f("sk-proj-abc","https://a.example/b?c=d");'.repeat(115_000)
    const text = `${filler}y="${openai}"`
    expect(text.length).toBeGreaterThan(5_000_000)
    // Processor time: the tests beside this one share the machine.
    const started = process.cpuUsage()
    const messages = lint(text, {}, 'a.txt', {
      // Without a parser of JavaScript, which is slower than all rules together.
      plugins: { keyfence, plain },
      language: 'plain/text',
      languageOptions: {},
    })
    expect(messages).toMatchObject([{ line: 1, column: filler.length + 4 }])
    const { user, system } = process.cpuUsage(started)
    expect((user + system) / 1000).toBeLessThan(3000)
  })

  it('that cannot be parsed gives the one message of the parser, without the key', () => {
    const messages = lint(`const = '${openai}'`)
    expect(messages).toMatchObject([{ fatal: true }])
    expectNothingShown(JSON.stringify(messages), openai.slice(8))
  })

  it.each([
    ['', 0],
    ['\uFEFF', 0],
    [`\uFEFF// ${openai}`, 1],
    [`f()\r\nf('${openai}')\r\n`, 1],
    [`f('${openai}`.repeat(1), 1],
  ])('%# ends without a crash', (text, count) => {
    expect(lint(text)).toHaveLength(count)
  })

  it('in JSON is found, and rules that need a tree of JavaScript are silent', () => {
    const text = `{ "key": "${openai}", "VITE_OPENAI_API_KEY": "", "dangerouslyAllowBrowser": true, "openai": "6" }`
    const messages = lint(text, {}, 'a.json', {
      plugins: { keyfence, json },
      language: 'json/json',
      languageOptions: {},
    })
    expect(messages.map(({ ruleId, column }) => [ruleId, column])).toEqual([
      ['keyfence/no-key-literal', 11],
      ['keyfence/no-public-secret-env', text.indexOf('VITE_') + 1],
    ])
  })
})

/** The least that is a language: one node for the whole text. */
const plain = {
  languages: {
    text: {
      fileType: 'text',
      lineStart: 1,
      columnStart: 0,
      nodeTypeKey: 'type',
      visitorKeys: { Text: [] },
      validateLanguageOptions() {},
      parse: () => ({
        ok: true,
        ast: { type: 'Text', range: [0, 0], loc: { start: { line: 1, column: 0 }, end: { line: 1, column: 0 } } },
      }),
      createSourceCode: ({ body }: { body: string }, { ast }: { ast: unknown }) => ({
        text: body,
        ast,
        lines: body.split('\n'),
        getLoc: ({ loc }: { loc: unknown }) => loc,
        getRange: () => [0, 0],
        getLocFromIndex: (index: number) => {
          const before = body.slice(0, index).split('\n')
          return { line: before.length, column: before.at(-1)!.length }
        },
        traverse: () => [],
      }),
    },
  },
} as never

describe('settings', () => {
  it.each([
    [{ alow: [] }, 'Unknown option `alow` in `settings.keyfence` of the ESLint configuration. Did you mean `allow`?'],
    [
      { allow: [{ path: 'a.ts' }] },
      'Allow entry 1 in `settings.keyfence` of the ESLint configuration has no `reason`. Say why this may stay, or remove the entry.',
    ],
    [
      { side: 'browser' },
      'Option `side` in `settings.keyfence` of the ESLint configuration must be one of client, server, tooling, unknown, but it is something else.',
    ],
    [
      { root: 1 },
      'Option `root` in `settings.keyfence` of the ESLint configuration must be a text, but it is something else.',
    ],
  ])('%j stop the run with their name', (settings, message) => {
    expect(() => lint('f()', settings)).toThrow(message)
  })

  it('that are no object stop the run too', () => {
    expect(() => lint('f()', 'client' as never)).toThrow(
      'Expected an object with options in `settings.keyfence` of the ESLint configuration, but it is another text.',
    )
  })

  it.each([
    ['9.22', Linter922 as unknown as typeof Linter],
    ['9', Linter9 as unknown as typeof Linter],
    ['10', Linter],
  ])("bring a format of one's own through the merge of ESLint %s", (_version, Host) => {
    const own = defineDetector({
      id: 'acme-key',
      title: 'Acme key',
      provider: 'Acme',
      secrecy: 'secret',
      prefixes: ['acme_'],
      pattern: /acme_[a-z0-9]{24}/uy,
      envNames: ['ACME_KEY'],
      references: ['https://acme.example/docs'],
      checkedOn: '2026-11-24',
      examples: { match: ['acme_{hex:24}', 'acme_{hex:24}'], ignore: ['acme_{hex:4}', 'acme_{upper:24}'] },
    })
    const configs = [
      recommended,
      { settings: { keyfence: { detectors: { add: [own] }, secrets: { ignore: [/^VITE_OPENAI/u] } } } },
      { settings: { other: true, keyfence: { side: 'client' } } },
    ]
    const messages = new Host().verify(
      `f('${fakeKey('acme_{hex:24}', 1)}', import.meta.env.VITE_OPENAI_API_KEY)`,
      configs as never,
    )
    expect(messages.map(({ message }) => message)).toEqual([
      'Acme key in a string (`acme_…`, 29 characters). Read it from the environment on the server, and revoke this one.',
    ])
  })
})
