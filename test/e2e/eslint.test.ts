import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fakeKey } from '@keyfence/core'
import ts from 'typescript'
import { afterAll, describe, expect, it } from 'vitest'
import { shownPieces } from './project.ts'

const test = fileURLToPath(new URL('../', import.meta.url))
const work = join(test, '.work/eslint')
const plugin = fileURLToPath(new URL('../../packages/eslint-plugin/', import.meta.url))
const key = fakeKey('sk-proj-{url:74}T3BlbkFJ{url:74}', 21)

const require = createRequire(import.meta.url)
const hosts = [
  ['9.22', require.resolve('eslint-9-22/package.json')],
  ['9', require.resolve('eslint-9/package.json')],
  ['10', require.resolve('eslint/package.json')],
] as const

afterAll(() => rmSync(work, { recursive: true, force: true }))

/** A fixture with its keys, where `eslint` is the given version and the plugin stands as npm would put it. */
function project(fixture: string, host: string): string {
  const root = join(work, `${fixture}-${basename(dirname(dirname(dirname(host))))}`)
  rmSync(root, { recursive: true, force: true })
  copy(join(test, 'fixtures/eslint', fixture), root)
  const modules = join(root, 'node_modules')
  const own = join(modules, '@keyfence/eslint-plugin')
  for (const scope of ['@eslint', '@eslint-community']) mkdirSync(join(modules, scope), { recursive: true })
  copy(join(plugin, 'dist'), join(own, 'dist'))
  copy(plugin, own, ['package.json'])
  symlinkSync(dirname(host), join(modules, 'eslint'), 'junction')
  for (const name of ['@keyfence/core', '@eslint-community/eslint-utils', '@eslint/plugin-kit', 'ignore'])
    symlinkSync(join(plugin, 'node_modules', name), join(modules, name), 'junction')
  return root
}

/** Copies files as text, with keys where placeholders stand. */
function copy(from: string, to: string, names = readdirSync(from, { recursive: true, encoding: 'utf8' })) {
  for (const name of names) {
    if (statSync(join(from, name)).isDirectory()) continue
    mkdirSync(dirname(join(to, name)), { recursive: true })
    writeFileSync(join(to, name), readFileSync(join(from, name), 'utf8').replaceAll('<openai-project-key>', key))
  }
}

function lint(root: string, args: readonly string[] = []) {
  const bin = join(root, 'node_modules/eslint/bin/eslint.js')
  const { stdout, stderr, status } = spawnSync(process.execPath, [bin, '--format', 'stylish', ...args, '.'], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, FORCE_COLOR: '0', NO_COLOR: '1' },
  })
  return { status, output: stdout + stderr, findings: findingsIn(stdout, root) }
}

/** `file:line:column rule` of each line of the `stylish` format. */
function findingsIn(output: string, root: string): string[] {
  let file = ''
  return output.split('\n').flatMap((line) => {
    if (line.startsWith(root)) file = line.slice(root.length + 1).replaceAll('\\', '/')
    const match = /^ {2}(?<line>\d+):(?<column>\d+) .* (?<rule>\S+)$/u.exec(line.trimEnd().replace(/^\s+/u, '  '))
    return match === null
      ? []
      : [`${file}:${match.groups?.['line'] ?? ''}:${match.groups?.['column'] ?? ''} ${match.groups?.['rule'] ?? ''}`]
  })
}

describe.each(hosts)('ESLint %s', (_version, host) => {
  it('reports what leaks in a single-page app, with an ESM configuration', () => {
    const { status, output, findings } = lint(project('vite-app', host))
    expect(findings).toEqual([
      'server/chat.ts:3:45 keyfence/no-key-literal',
      'src/chat.ts:1:1 keyfence/no-server-only-import',
      'src/chat.ts:5:3 keyfence/no-browser-key-flag',
      'src/chat.ts:6:27 keyfence/no-public-secret-env',
      'src/settings.tsx:1:63 keyfence/no-key-literal',
    ])
    expect(output).toContain(
      'OpenAI project API key in a string (`sk-proj-…`, 164 characters). Read it from the environment on the server, and revoke this one',
    )
    expect(shownPieces(output, key, 'sk-proj-')).toEqual([])
    expect(status).toBe(1)
  })

  it('reports what leaks in a Next app and leaves its server alone, with a CommonJS configuration', () => {
    const { status, findings } = lint(project('next-app', host))
    expect(findings).toEqual([
      'components/chat.tsx:2:1 keyfence/no-server-only-import',
      'components/chat.tsx:3:1 keyfence/no-server-only-import',
      'components/chat.tsx:5:9 keyfence/no-public-secret-env',
      'components/chat.tsx:6:44 keyfence/no-browser-key-flag',
    ])
    expect(status).toBe(1)
  })

  it('passes when nothing leaks', () => {
    const root = project('vite-app', host)
    rmSync(join(root, 'server'), { recursive: true })
    rmSync(join(root, 'src/settings.tsx'))
    writeFileSync(join(root, 'src/chat.ts'), "export const ask = () => fetch('/api/chat')\n")
    expect(lint(root)).toMatchObject({ status: 0, output: '' })
  })

  it('ends with code 2 and the name of a wrong option', () => {
    const root = project('vite-app', host)
    writeFileSync(
      join(root, 'eslint.config.js'),
      "import keyfence from '@keyfence/eslint-plugin'\nexport default [...keyfence.configs.recommended, { settings: { keyfence: { alow: [] } } }]\n",
    )
    const { status, output } = lint(root)
    expect(status).toBe(2)
    expect(output).toContain(
      'Unknown option `alow` in `settings.keyfence` of the ESLint configuration. Did you mean `allow`?',
    )
  })

  it('says which option of a rule is unknown', () => {
    const { status, output } = lint(project('vite-app', host), [
      '--rule',
      '{"keyfence/no-key-literal":["error",{"checkComment":true}]}',
    ])
    expect(status).toBe(2)
    expect(output).toContain('keyfence/no-key-literal')
    expect(output).toContain('checkComment')
  })

  it.each([
    {
      file: 'eslint.config.ts',
      text: `import keyfence, { type KeyfenceSettings } from '@keyfence/eslint-plugin'
import { defineConfig } from 'eslint/config'
const settings: KeyfenceSettings = { side: 'client', allow: [{ path: 'src/**', reason: 'a test' }] }
export default defineConfig(
  keyfence.configs.recommended,
  { extends: [keyfence.configs.recommended], settings: { keyfence: settings } },
  { plugins: { keyfence }, extends: ['keyfence/recommended'] },
  { rules: { 'keyfence/no-key-literal': ['error', { checkComments: false }] } },
)
`,
    },
    {
      file: 'eslint.config.mts',
      text: `import { keyfence } from '@keyfence/eslint-plugin'
import type { Linter } from 'eslint'
export default [...keyfence.configs.recommended] satisfies Linter.Config[]
`,
    },
    {
      file: 'eslint.config.cts',
      text: `import keyfence = require('@keyfence/eslint-plugin')
import config = require('eslint/config')
export = config.defineConfig([keyfence.configs.recommended, { plugins: { keyfence } }])
`,
    },
  ])('has a strictly typed $file', ({ file, text }) => {
    const root = project('vite-app', host)
    writeFileSync(join(root, file), text)
    const program = ts.createProgram([join(root, file)], {
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      target: ts.ScriptTarget.ES2023,
      lib: ['lib.es2023.d.ts'],
      types: ['node'],
      strict: true,
      exactOptionalPropertyTypes: true,
      verbatimModuleSyntax: true,
      noEmit: true,
      // The hosts' own declarations are not what is tested.
      skipLibCheck: true,
    })
    const messages = ts
      .getPreEmitDiagnostics(program)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
    expect(messages).toEqual([])
  })
})
