import { catalogue, fakeKey } from '@keyfence/core'
import keyfence from '@keyfence/eslint-plugin'
import * as parser from '@typescript-eslint/parser'
import { Linter } from 'eslint'
import { describe, expect, it } from 'vitest'
import { shownPieces } from '../e2e/project.ts'
import { readPage } from './pages.ts'

const rules = Object.entries(keyfence.rules).map(([name, rule]) => ({
  name,
  rule,
  page: readPage(`docs/rules/${name}.md`),
}))

function unaligned(text: string): string {
  return text
    .replace(/ {2,}\|/gu, ' |')
    .replace(/-{3,}/gu, '---')
    .trim()
}

interface Example {
  readonly name: string
  readonly kind: string
  readonly file: string
  readonly options: object
  readonly code: string
  readonly keys: readonly string[]
}

const example =
  /^```ts (?<kind>bad|good)(?: file=(?<file>\S+))?(?: option=(?<options>\{.*\}))?\n(?<code>[\s\S]*?)^```$/gmu

function examplesOf(name: string, page: string): Example[] {
  return [...page.matchAll(example)].map(({ groups, index }) => {
    const keys: string[] = []
    const code = (groups?.['code'] ?? '').replace(/<(?<id>[a-z]+(?:-[a-z]+)+)>/gu, (whole, id: string) => {
      const template = catalogue.find((detector) => detector.id === id)?.examples.match[0]
      if (template === undefined) throw new Error(`No detector is called ${whole}.`)
      keys.push(fakeKey(template, 31))
      return fakeKey(template, 31)
    })
    return {
      name: `${name}:${page.slice(0, index).split('\n').length}`,
      kind: groups?.['kind'] ?? '',
      file: groups?.['file'] ?? 'lib/example.ts',
      options: JSON.parse(groups?.['options'] ?? '{}'),
      code,
      keys,
    }
  })
}

function lint(rule: string, { code, file, options }: Example) {
  const rest = { files: ['**/*.*'], languageOptions: { parser } }
  return new Linter().verify(
    code,
    [
      ...keyfence.configs.strict,
      { ...rest, rules: { [`keyfence/${rule}`]: Object.keys(options).length === 0 ? 'error' : ['error', options] } },
    ],
    file,
  )
}

describe.each(rules)('the page of $name', ({ name, rule, page }) => {
  const examples = examplesOf(name, page)

  it('names what the metadata says', () => {
    expect(page).toMatch(new RegExp(`^# keyfence/${name}\n`, 'u'))
    expect(unaligned(page)).toContain(`\n\n${rule.meta?.docs?.description ?? ''}\n\n`)
    const [schema] = Array.isArray(rule.meta?.schema) ? rule.meta.schema : []
    for (const option of Object.keys(schema?.['properties'] ?? {})) expect(page).toContain(`| \`${option}\` `)
  })

  it('has good and bad examples, and says when not to use the rule', () => {
    expect(new Set(examples.map(({ kind }) => kind))).toEqual(new Set(['bad', 'good']))
    expect(examples.length).toBe(page.match(/^```ts /gmu)?.length)
    expect(page).toContain('\n## When not to use it\n')
  })

  it.each(examples.filter(({ kind }) => kind === 'bad'))('reports the bad example at $name', (bad) => {
    const messages = lint(name, bad)
    expect(messages.map(({ ruleId }) => ruleId)).toContain(`keyfence/${name}`)
    expect(messages.filter(({ fatal }) => fatal === true)).toEqual([])
    const text = messages.map(({ message }) => message).join('\n')
    for (const key of bad.keys) expect(shownPieces(text, key, key.slice(0, 11))).toEqual([])
  })

  it.each(examples.filter(({ kind }) => kind === 'good'))('is silent on the good example at $name', (good) => {
    expect(lint(name, good)).toEqual([])
  })
})

describe('the README of the plugin', () => {
  it.each(rules)('lists $name with its description', ({ name, rule }) => {
    const row =
      `| [\`keyfence/${name}\`](${rule.meta?.docs?.url ?? ''}) | ${rule.meta?.docs?.description ?? ''} |`.slice(0, -1)
    expect(unaligned(readPage('packages/eslint-plugin/README.md'))).toContain(row)
  })
})
