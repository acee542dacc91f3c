import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fakeKey } from '@keyfence/core'
import { ESLint } from 'eslint'
import { describe, expect, it } from 'vitest'
import { shownPieces, writeProject } from '../e2e/project.ts'
import { readPage } from './pages.ts'

const page = readPage('docs/guide/eslint.md')
const key = fakeKey('sk-proj-{url:74}T3BlbkFJ{url:74}', 27)
const blocks = [...page.matchAll(/^```\w+ title="(?<title>[^"]+)"\n(?<code>[\s\S]*?)^```$/gmu)].map(({ groups }) => ({
  title: groups?.['title'] ?? '',
  code: groups?.['code'] ?? '',
}))
const configs = blocks.filter(({ title }) => title === 'eslint.config.js')
const leaking = { 'a.js': `f('${key}')\n`, '.env.example': `A=${key}\n`, 'a.json': `{ "a": "${key}" }\n` }

async function lint(code: string, name: string) {
  const root = writeProject(`eslint-guide-${name}`, { ...leaking, 'eslint.config.js': code })
  const eslint = new ESLint({ cwd: root })
  const results = await eslint.lintFiles(['.'])
  return {
    eslint,
    results,
    files: results.filter(({ errorCount }) => errorCount > 0).map(({ filePath }) => filePath.slice(root.length + 1)),
  }
}

describe('the page about ESLint', () => {
  it('has the blocks that are run here', () => {
    expect(blocks.map(({ title }) => title)).toEqual([
      'eslint.config.js',
      'eslint.config.js',
      '.vscode/settings.json',
      '.oxlintrc.json',
    ])
  })

  it('sets up scripts and .env files', async () => {
    expect((await lint(configs[0]!.code, 'first')).files).toEqual(['.env.example', 'a.js'])
  })

  it('sets up JSON', async () => {
    expect((await lint(configs[1]!.code, 'json')).files).toEqual(['a.js', 'a.json'])
  })

  it('names the formatters that print the source, and no others', async () => {
    const { eslint, results } = await lint(configs[0]!.code, 'formatters')
    const printing: string[] = []
    for (const name of ['stylish', 'html', 'json', 'json-with-metadata']) {
      const formatter = await eslint.loadFormatter(name)
      const text = await formatter.format(results)
      if (shownPieces(text, key, 'sk-proj-').length > 0) printing.push(name)
    }
    expect(printing).toEqual(['json', 'json-with-metadata'])
    expect(page).toContain('The formatters `json` and `json-with-metadata` print the whole source')
  })

  it('lists the languages for the editor', () => {
    const { code } = blocks.find(({ title }) => title === '.vscode/settings.json')!
    expect(JSON.parse(code)['eslint.validate']).toEqual(
      expect.arrayContaining(['javascript', 'typescriptreact', 'dotenv']),
    )
  })

  it('sets up oxlint', () => {
    const { code } = blocks.find(({ title }) => title === '.oxlintrc.json')!
    // Outside of the repository, because oxlint leaves out what git ignores.
    const root = mkdtempSync(join(tmpdir(), 'keyfence-guide-'))
    for (const [name, text] of Object.entries({ ...leaking, '.oxlintrc.json': code }))
      writeFileSync(join(root, name), text)
    mkdirSync(join(root, 'node_modules/@keyfence'), { recursive: true })
    const plugin = fileURLToPath(new URL('../../packages/eslint-plugin/', import.meta.url))
    symlinkSync(plugin, join(root, 'node_modules/@keyfence/eslint-plugin'), 'junction')
    const manifest = createRequire(import.meta.url).resolve('oxlint/package.json')
    const args = [join(dirname(manifest), 'bin/oxlint'), '--format', 'unix', 'a.js']
    const { stdout, stderr, status } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' })
    rmSync(root, { recursive: true })
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' })
    expect(stdout).toContain('keyfence(no-key-literal)')
  })
})
