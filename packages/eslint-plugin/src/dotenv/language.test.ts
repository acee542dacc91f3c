import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { catalogue, fakeKey } from '@keyfence/core'
import { ESLint as ESLint10, Linter as Linter10 } from 'eslint'
import { Linter as NineLinter } from 'eslint-9'
import { Linter as Nine22Linter } from 'eslint-9-22'
import { describe, expect, it } from 'vitest'
import { keyfence } from '../index.ts'
import { dotenvDocumentOf } from './language.ts'

const sample = (id: string) => fakeKey(catalogue.find((detector) => detector.id === id)!.examples.match[0]!, 1)
const openai = sample('openai-project-key')
const groq = sample('groq-api-key')

// Their types differ in what these tests do not use.
const [Linter9, Linter922] = [NineLinter, Nine22Linter] as unknown as [typeof Linter10, typeof Linter10]
const configs = [...keyfence.configs['env-files']] as never

/** Without a `.gitignore`. */
const cwd = resolve('/no/such/folder')

describe.each([
  ['ESLint 9.22', Linter922],
  ['ESLint 9', Linter9],
  ['ESLint 10', Linter10],
] as const)('the language keyfence/dotenv in %s', (_host, Linter) => {
  const lint = (text: string, file = '.env.example') =>
    new Linter({ cwd })
      .verify(text, configs, { filename: file, reportUnusedDisableDirectives: true })
      .map(({ ruleId, line, column, endLine, endColumn }) => ({
        ruleId,
        at: [line, column, endLine, endColumn].join(':'),
      }))
  const literal = (at: string) => ({ ruleId: 'keyfence/no-key-literal', at })

  it.each([
    ['plain', `A=1\nOPENAI_API_KEY=${openai}\n`, '2:16:2:180'],
    ['quoted and exported', `export OPENAI_API_KEY = "${openai}" # mine`, '1:26:1:190'],
    ['in a comment', `# OPENAI_API_KEY=${openai}`, '1:18:1:182'],
    ['behind a byte order mark', `\uFEFFOPENAI_API_KEY=${openai}`, '1:16:1:180'],
    ['with Windows line ends', `A=1\r\nOPENAI_API_KEY=${openai}\r\n`, '2:16:2:180'],
    ['on the second line of a value', `A="one\ntwo ${openai}"`, '2:5:2:169'],
    ['on a line without `=`', openai, '1:1:1:165'],
    ['behind a quote that nothing closes', `A="\nB=${openai}`, '2:3:2:167'],
  ])('reports a key %s', (_name, text, at) => {
    expect(lint(text)).toEqual([literal(at)])
  })

  it.each([
    '',
    '\uFEFF',
    'OPENAI_API_KEY=\n',
    'OPENAI_API_KEY=sk-proj-your-key-here\n',
    'OPENAI_API_KEY="sk-proj-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"\n',
    'OPENAI_API_KEY=<your key>\nGROQ_API_KEY=${OTHER}\nDATABASE_URL=postgres://user:password@localhost:5432/db\n',
    'not an assignment\n= 1\n"\n',
  ])('is silent about %j', (text) => {
    expect(lint(text)).toEqual([])
  })

  it('knows the comments that switch rules off, and reports those that nothing needs', () => {
    const rule = 'keyfence/no-key-literal'
    const text = [
      `A=${openai} # eslint-disable-line ${rule} -- revoked`,
      `# eslint-disable-next-line ${rule} -- revoked`,
      `B="${openai}"`,
      `# eslint-disable ${rule}`,
      `C=${openai}`,
      `# eslint-enable ${rule}`,
      `D=${groq}`,
      `# eslint-disable-next-line ${rule}`,
      'E=1',
      '# keyfence-allow groq-api-key -- revoked',
      `F=${groq}`,
    ].join('\n')
    expect(lint(text)).toEqual([literal(`7:3:7:${3 + groq.length}`), { ruleId: null, at: '8:1::' }])
  })

  it('lints every kind of file that holds such variables, and no other', () => {
    const text = `A=${groq}`
    const files = ['.env', '.env.production', 'prod.env', 'apps/web/.env.example', '.dev.vars', '.envrc', 'env.example']
    for (const file of files) expect(lint(text, file), file).toHaveLength(1)
    for (const file of ['.env.ts', '.env.d.ts', '.env.json', '.env.md']) {
      const messages = new Linter({ cwd }).verify(text, configs, { filename: file })
      expect(
        messages.filter(({ ruleId }) => ruleId === 'keyfence/no-key-literal'),
        file,
      ).toEqual([])
    }
  })

  it('gives rules a tree with places, and selectors', () => {
    const seen: unknown[] = []
    const rule = {
      create({ sourceCode }: { sourceCode: object }) {
        const { body = [] } = dotenvDocumentOf(sourceCode) ?? {}
        seen.push(body.map(({ key, value, isExported }) => [key.name, value?.text, value?.quote, isExported]))
        return {
          'Pair > Key': ({ name }: { name: string }) => seen.push(name),
          'Document:exit': () => seen.push('end'),
        }
      },
    }
    const plugins = { keyfence, own: { rules: { see: rule } } }
    const language = 'keyfence/dotenv'
    new Linter({ cwd }).verify(
      'export A="1"\nB=',
      [{ files: ['**/.env'], plugins, language, rules: { 'own/see': 2 } }] as never,
      '.env',
    )
    expect(seen).toEqual([
      [
        ['A', '1', '"', true],
        ['B', undefined, undefined, false],
      ],
      'A',
      'B',
      'end',
    ])
  })
})

describe('a key in an .env file', () => {
  it('is told what to do about it', () => {
    const messages = new Linter10().verify(`A=${openai}`, configs, '.env.example')
    expect(messages.map(({ message }) => message)).toEqual([
      `OpenAI project API key in a file that git does not ignore (\`sk-proj-…\`, ${openai.length} characters). Put it into one that is ignored, leave a placeholder here, and revoke this one.`,
    ])
  })

  it('that git ignores is where it belongs', () => {
    const root = mkdtempSync(join(tmpdir(), 'keyfence-env-'))
    writeFileSync(join(root, '.gitignore'), '.env*\n')
    const lint = (file: string) => new Linter10({ cwd: root }).verify(`A=${openai}`, configs, join(root, file))
    expect([lint('.env.local'), lint('.env')]).toEqual([[], []])
    expect(lint('.env.example')).toHaveLength(1)
    rmSync(root, { recursive: true })
  })
})

describe('the config keyfence/env-files', () => {
  it('can be printed by the configuration inspector', async () => {
    const eslint = new ESLint10({ overrideConfigFile: true, overrideConfig: keyfence.configs['env-files'] })
    const config: unknown = await eslint.calculateConfigForFile('.env')
    expect(JSON.parse(JSON.stringify(config))).toMatchObject({ language: 'keyfence/dotenv' })
  })

  it('works beside rules for JavaScript that are not limited to its files', async () => {
    const { default: js } = await import('@eslint/js')
    const messages = new Linter10({ cwd }).verify(
      `A=${groq}`,
      [js.configs.recommended, ...keyfence.configs['env-files']],
      '.env',
    )
    expect(messages.map(({ ruleId }) => ruleId)).toEqual(['keyfence/no-key-literal'])
  })
})
