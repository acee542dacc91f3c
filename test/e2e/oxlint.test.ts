import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fakeKey } from '@keyfence/core'
import { describe, expect, it } from 'vitest'
import { shownPieces } from './project.ts'

const require = createRequire(import.meta.url)
const oxlint = join(dirname(require.resolve('oxlint/package.json')), 'bin/oxlint')
const plugin = fileURLToPath(new URL('../../packages/eslint-plugin/', import.meta.url))
const key = fakeKey('sk-proj-{url:74}T3BlbkFJ{url:74}', 17)
const half = key.length >> 1

interface Diagnostic {
  readonly code: string
  readonly message: string
  readonly filename: string
  readonly labels: readonly { readonly span: { readonly line: number; readonly column: number } }[]
}

function lint(files: Readonly<Record<string, string>>, config: object = {}) {
  const rules = {
    'keyfence/no-key-literal': 'error',
    'keyfence/no-server-only-import': 'error',
    'keyfence/no-browser-key-flag': 'error',
    'keyfence/no-public-secret-env': 'error',
  }
  const settings = {
    categories: { correctness: 'off' },
    jsPlugins: [{ name: 'keyfence', specifier: '@keyfence/eslint-plugin' }],
    rules,
  }
  // It leaves out what git ignores, such as our own folder for tests.
  const root = mkdtempSync(join(tmpdir(), 'keyfence-oxlint-'))
  const all = { ...files, 'package.json': '{}', '.oxlintrc.json': JSON.stringify({ ...settings, ...config }) }
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  mkdirSync(join(root, 'node_modules/@keyfence'), { recursive: true })
  symlinkSync(plugin, join(root, 'node_modules/@keyfence/eslint-plugin'), 'junction')
  const { stdout, stderr, status } = spawnSync(process.execPath, [oxlint, '--format', 'json', ...Object.keys(files)], {
    cwd: root,
    encoding: 'utf8',
  })
  rmSync(root, { recursive: true })
  const { diagnostics }: { diagnostics: readonly Diagnostic[] } = JSON.parse(
    stdout.startsWith('{') ? stdout : '{ "diagnostics": [] }',
  )
  const found = diagnostics
    .map(
      ({ filename, labels, code }) =>
        `${filename.replaceAll('\\', '/')}:${labels[0]?.span.line}:${labels[0]?.span.column} ${code}`,
    )
    .sort()
  return { found, diagnostics, status, output: stdout + stderr }
}

describe('oxlint with the plugin', () => {
  it('runs the same rules', () => {
    const { found, diagnostics, status } = lint({
      'literal.ts': `const a = '${key}' as const\n// ${key}\n`,
      'pieces.ts': `const a = '${key.slice(0, half)}'\nf(x ? a + '${key.slice(half)}' : '')\n`,
      'client.tsx': `'use client'\nimport OpenAI from 'openai'\nnew OpenAI({ dangerouslyAllowBrowser: true })\nf(import.meta.env.VITE_OPENAI_API_KEY)\n`,
      'clean.ts': 'export const a = process.env.OPENAI_API_KEY\n',
    })
    expect(found).toEqual([
      'client.tsx:2:1 keyfence(no-server-only-import)',
      'client.tsx:3:14 keyfence(no-browser-key-flag)',
      'client.tsx:4:19 keyfence(no-public-secret-env)',
      'literal.ts:1:12 keyfence(no-key-literal)',
      'literal.ts:2:4 keyfence(no-key-literal)',
      'pieces.ts:2:7 keyfence(no-key-literal)',
    ])
    expect(status).toBe(1)
    const texts = diagnostics.map(({ message }) => message).join('\n')
    expect(shownPieces(texts, key, 'sk-proj-')).toEqual([])
  })

  it('knows settings, options and the comments that switch rules off, in each of many files', () => {
    const files = Object.fromEntries(
      Array.from({ length: 12 }, (_, index) => [
        `src/${index}.ts`,
        `// oxlint-disable-next-line keyfence/no-key-literal\nf('${key}')\n// ${key}\nf('${'\n'.repeat(index)}')\ng('x ${key}')\n`.replace(
          /f\('\n*'\)/u,
          '\n'.repeat(index),
        ),
      ]),
    )
    const off = { rules: { 'keyfence/no-key-literal': ['error', { checkComments: false }] } }
    const { found } = lint(files, off)
    expect(found).toHaveLength(12)
    expect(found).toContain('src/3.ts:8:6 keyfence(no-key-literal)')
    const allow = [{ path: 'src/1*.ts', reason: 'test' }]
    const allowed = lint(files, { ...off, settings: { keyfence: { allow } } })
    expect(allowed.found.map((line) => line.split(':')[0])).toEqual(
      [0, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => `src/${n}.ts`),
    )
  })

  it('reads the script of a Vue file, and no file in another language', () => {
    const { found } = lint({
      'a.vue': `<script setup>\nconst a = '${key}'\n</script>\n<template><p>${key}</p></template>\n`,
      'a.json': `{ "a": "${key}" }`,
      '.env.example': `A=${key}\n`,
    })
    expect(found).toEqual(['a.vue:2:12 keyfence(no-key-literal)'])
  })

  it('says what is wrong with the settings', () => {
    const { status, output } = lint({ 'a.ts': 'f()\n' }, { settings: { keyfence: { alow: [] } } })
    expect(status).not.toBe(0)
    expect(output).toContain('Unknown option `alow`')
  })
})
