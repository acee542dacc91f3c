import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import css from '@eslint/css'
import json from '@eslint/json'
import markdown from '@eslint/markdown'
import html from '@html-eslint/eslint-plugin'
import { catalogue, createFence, fakeKey } from '@keyfence/core'
import keyfence from '@keyfence/eslint-plugin'
import * as typescript from '@typescript-eslint/parser'
import * as astro from 'astro-eslint-parser'
import { ESLint as ESLint10 } from 'eslint'
import { ESLint as NineESLint } from 'eslint-9'
import jsonc from 'eslint-plugin-jsonc'
import toml from 'eslint-plugin-toml'
import yml from 'eslint-plugin-yml'
import * as svelte from 'svelte-eslint-parser'
import { describe, expect, it } from 'vitest'
import * as vue from 'vue-eslint-parser'
import { shownPieces, writeProject } from './project.ts'

const sample = (id: string) => fakeKey(catalogue.find((detector) => detector.id === id)!.examples.match[0]!, 9)
const key = sample('openai-project-key')
const undecided = sample('google-api-key')
const publishable = sample('stripe-publishable-key')

// Their types differ in what these tests do not use.
const hosts = [
  ['9', NineESLint as unknown as typeof ESLint10],
  ['10', ESLint10],
] as const

const parserOptions = { parser: typescript, extraFileExtensions: ['.vue', '.svelte', '.astro'] }
/** Languages and parsers as their authors' pages set them up. */
const config = [
  { plugins: { css, html, json, jsonc, markdown, toml, yml } },
  ...keyfence.configs.recommended,
  ...keyfence.configs['env-files'],
  { files: ['**/*.{ts,tsx}'], languageOptions: { parser: typescript } },
  { files: ['**/*.vue'], languageOptions: { parser: vue, parserOptions } },
  { files: ['**/*.svelte'], languageOptions: { parser: svelte, parserOptions } },
  { files: ['**/*.astro'], languageOptions: { parser: astro, parserOptions } },
  { files: ['**/*.json'], language: 'json/json' },
  { files: ['**/*.jsonc'], language: 'json/jsonc' },
  { files: ['**/*.json5'], language: 'jsonc/x' },
  { files: ['**/*.yaml'], language: 'yml/yaml' },
  { files: ['**/*.toml'], language: 'toml/toml' },
  { files: ['**/*.md'], language: 'markdown/gfm' },
  { files: ['**/*.css'], language: 'css/css' },
  { files: ['**/*.html'], language: 'html/html' },
]

/** One text a place; `KEY` stands for a key and is found where it stands, in the spelling that the file has. */
const files: Readonly<Record<string, string>> = {
  'all.tsx': `#!/usr/bin/env node KEY\n'KEY'\nimport 'https://a.example/KEY'\n// KEY\n/* KEY */\nconst a = 'KEY', b = "KEY", c = \`KEY \${a}\`, d = /KEY/u\nenum E { A = 'KEY' }\ntype T = 'KEY'\nclass K { f = 'KEY'; @dec('KEY') g() {} }\nfunction f(p = 'KEY', { q = 'KEY' } = {}) {}\nconst o = { 'KEY': 1, n: 'KEY' }\ntag\`KEY\`\nx ? 'KEY' : ''; y ?? 'KEY'\nconst j = <A k="KEY" l={'KEY'}>KEY {/* KEY */}</A>\nconst u = 'data:text/plain,KEY'\n`,
  'a.js': 'f("KEY") // KEY\n',
  'a.json': '{\n  "a": "KEY",\n  "KEY": ["x KEY"]\n}\n',
  'a.jsonc': '{\n  // KEY\n  "a": "KEY" /* KEY */\n}\n',
  'a.json5': '{ a: \'KEY\', // KEY\n b: ["KEY"] }\n',
  'a.yaml': '# KEY\na: KEY\nb: "KEY"\nc:\n  - KEY\nd: |\n  x\n  KEY\n',
  'a.toml': '# KEY\na = "KEY"\n[t]\nb = ["KEY", \'KEY\']\n',
  'a.md': '# KEY\n\nText KEY, `KEY`, [l](https://a.example/?k=KEY)\n\n```sh\nexport A=KEY\n```\n\n<!-- KEY -->\n',
  'a.css': '/* KEY */\n.a { background: url("https://a.example/?k=KEY"); --b: "KEY" }\n',
  'a.html':
    '<!-- KEY -->\n<p title="KEY">KEY</p>\n<script>const a = "KEY" // KEY\n</script>\n<style>/* KEY */</style>\n',
  'a.vue':
    '<script setup lang="ts">\nconst a = "KEY" as const // KEY\n</script>\n<template>\n  <!-- KEY -->\n  <p :a="\'KEY\'" b="KEY">KEY {{ "KEY" }}</p>\n</template>\n<style>/* KEY */</style>\n<i18n>{ "a": "KEY" }</i18n>\n',
  'a.svelte':
    '<script lang="ts">\nconst a = "KEY" as const // KEY\n</script>\n<!-- KEY -->\n<p a={"KEY"} b="KEY">KEY {"KEY"}</p>\n<style>/* KEY */</style>\n',
  'a.astro':
    '---\nconst a = "KEY" as const // KEY\n---\n<!-- KEY -->\n<p a={"KEY"} b="KEY">KEY {"KEY"}</p>\n<style>/* KEY */</style>\n',
  '.env.example': '# KEY\nexport A="KEY" # KEY\nB=KEY\n',
}

/** Spellings that the scan undoes. */
const spellings: Readonly<Record<string, (key: string) => string>> = {
  'escapes.js': (text) => `f('${text.replace(/./gu, (c) => `\\x${c.charCodeAt(0).toString(16)}`)}')`,
  'unicode.json': (text) => `{ "a": "${text.replace(/./gu, (c) => `\\u00${c.charCodeAt(0).toString(16)}`)}" }`,
  'entities.html': (text) => `<p title="${text.replace(/./gu, (c) => `&#${c.charCodeAt(0)};`)}"></p>`,
  'percent.md': (text) => `[l](https://a.example/?k=${encodeURIComponent(text).replace(/-/gu, '%2D')})`,
  'base64.yaml': (text) => `a: '${btoa(text)}'`,
}

function linterOf(ESLint: typeof ESLint10, cwd: string, extra: object[] = []) {
  return new ESLint({ cwd, overrideConfigFile: true, overrideConfig: [...config, ...extra] as never })
}

async function lint(
  ESLint: typeof ESLint10,
  name: string,
  texts: Readonly<Record<string, string>>,
  extra: object[] = [],
) {
  const root = writeProject(name, texts)
  const results = await linterOf(ESLint, root, extra).lintFiles(Object.keys(texts))
  return Object.fromEntries(
    results.map(({ filePath, messages }) => [filePath.slice(root.length + 1).replaceAll('\\', '/'), messages]),
  )
}

const placesOf = (text: string, word: string) =>
  [...text.matchAll(new RegExp(word, 'gu'))].map(({ index }) => {
    const lines = text.slice(0, index).replaceAll(word, key).split('\n')
    const column = lines.at(-1)!.length + 1
    return `${lines.length}:${column}-${lines.length}:${column + key.length}`
  })

describe.each(hosts)('ESLint %s', (host, ESLint) => {
  it.each(Object.keys(files))('finds every key in %s, at its exact place', async (file) => {
    const text = files[file]!
    const found = await lint(ESLint, `languages-${host}`, { [file]: text.replaceAll('KEY', key) })
    const messages = found[file]!
    expect(messages.filter(({ fatal }) => fatal === true).map(({ message }) => message.replaceAll(key, 'KEY'))).toEqual(
      [],
    )
    const places = messages
      .filter(({ ruleId }) => ruleId === 'keyfence/no-key-literal')
      .map(({ line, column, endLine, endColumn }) => `${line}:${column}-${endLine}:${endColumn}`)
    expect(places).toEqual(placesOf(text, 'KEY'))
    expect(shownPieces(messages.map(({ message }) => message).join('\n'), key, 'sk-proj-')).toEqual([])
  })

  it.each(Object.keys(files))(
    'is silent in %s about what may be public, and with a key that is allowed',
    async (file) => {
      const texts = { [file]: files[file]!.replaceAll('KEY', publishable) }
      expect((await lint(ESLint, `languages-public-${host}`, texts))[file]).toEqual([])
      const allowed = { [file]: files[file]!.replaceAll('KEY', key) }
      const allow = { settings: { keyfence: { allow: [{ detector: 'openai-project-key', reason: 'test' }] } } }
      expect((await lint(ESLint, `languages-allowed-${host}`, allowed, [allow]))[file]).toEqual([])
    },
  )

  it.each(Object.keys({ ...files, ...spellings }))('gives %s the verdict of the build', async (file) => {
    const write = spellings[file] ?? ((text: string) => files[file]!.replaceAll('KEY', text))
    const rules = { rules: { 'keyfence/no-key-literal': ['error', { checkUndecided: true }] } }
    for (const value of [key, undecided]) {
      const text = write(value)
      const expected = createFence()
        .scan(text, { path: file })
        .map(({ location: { line, column } }) => `${line}:${column}`)
      // Core leaves formats alone that may be public when they are encoded.
      expect(expected.length > 0 || value === undecided).toBe(true)
      const messages = (await lint(ESLint, `languages-same-${host}`, { [file]: text }, [rules]))[file]!
      const own = messages.filter(({ ruleId }) => ruleId === 'keyfence/no-key-literal')
      expect(own.map(({ line, column }) => `${line}:${column}`)).toEqual(expected)
    }
  })

  it('suggests the environment on the server only, and nowhere outside of JavaScript', async () => {
    const texts = Object.fromEntries(
      Object.entries(files).map(([file, text]) => [`server/${file}`, text.replaceAll('KEY', key)]),
    )
    const found = await lint(ESLint, `languages-suggestions-${host}`, {
      ...texts,
      'client.ts': `'use client'\nf('${key}')`,
    })
    const suggesting = Object.entries(found).filter(([, messages]) =>
      messages.some(({ suggestions = [] }) => suggestions.length > 0),
    )
    const scripts = ['server/a.js', 'server/a.vue', 'server/a.svelte', 'server/a.astro', 'server/all.tsx']
    expect(scripts).toEqual(expect.arrayContaining(suggesting.map(([file]) => file)))
    expect(suggesting.map(([file]) => file)).toContain('server/a.js')
  })

  it('lints .env files from its cache and in two threads', async () => {
    const root = writeProject(`languages-cache-${host}`, { '.env.example': `A=${key}\n`, '.env.sample': 'A=\n' })
    writeFileSync(
      join(root, 'eslint.config.js'),
      "import keyfence from '@keyfence/eslint-plugin'\nexport default [...keyfence.configs['env-files']]\n",
    )
    for (const concurrency of host === '10' ? [1, 2] : [1]) {
      for (let run = 1; run <= 2; run++) {
        const options = { cwd: root, cache: true, cacheLocation: join(root, `cache-${concurrency}`) }
        const eslint = new ESLint({ ...options, ...(concurrency === 1 ? {} : { concurrency }) })
        const results = await eslint.lintFiles(['.'])
        const all = results.flatMap(({ messages }) =>
          messages.map(({ ruleId, line, column }) => [ruleId, line, column]),
        )
        expect(all).toEqual([['keyfence/no-key-literal', 1, 3]])
      }
    }
  })
})

describe.each(hosts)('odd files in ESLint %s', (host, ESLint) => {
  it.each([
    ['a parser error', 'a.ts', `const = '${key}'`],
    ['a control character', 'a.js', `f('\u0000\u0001 ${key}')`],
    ['binary text', '.env.example', `\u0000\uFFFD\u0007A=\u0000${key}\u0000`],
    ['half a surrogate pair', 'a.json', `{ "a": "\\ud83d${key}" }`],
    ['no line end', 'a.yaml', `a: ${key}`],
    ['a byte order mark', 'a.css', `\uFEFF/* ${key} */`],
  ])('end with a message or silence, without the key: %s', async (_name, file, text) => {
    const { [file]: messages = [] } = await lint(ESLint, `languages-odd-${host}`, { [file]: text })
    expect(messages.length).toBeLessThanOrEqual(1)
    expect(shownPieces(JSON.stringify(messages.map(({ message }) => message)), key, 'sk-proj-')).toEqual([])
  })
})
