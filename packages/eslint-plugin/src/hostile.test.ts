import * as parser from '@typescript-eslint/parser'
import { catalogue, fakeKey } from '@keyfence/core'
import { Linter } from 'eslint'
import { describe, expect, it } from 'vitest'
import { keyfence } from './index.ts'

const openai = fakeKey(catalogue.find(({ id }) => id === 'openai-project-key')!.examples.match[0]!, 1)
const many = (count: number, line: (index: number) => string) => Array.from({ length: count }, (_, i) => line(i))

/** Rules and messages, once each; that the parser failed is one of them. */
function lint(code: string, configs: Linter.Config[] = keyfence.configs.strict): string[] {
  const language = { files: ['**/*.tsx'], languageOptions: { parser, parserOptions: { ecmaFeatures: { jsx: true } } } }
  const messages = new Linter().verify(code, [language, ...configs], 'src/a.tsx')
  return [...new Set(messages.map(({ ruleId, messageId, message }) => `${ruleId ?? message} ${messageId ?? ''}`))]
}

/** Processor time of our rules beside the parser's: the tests around this one share the machine. */
function costOf(code: string): { readonly parser: number; readonly all: number } {
  const measure = (configs: Linter.Config[]) => {
    const { user } = process.cpuUsage()
    lint(code, configs)
    return (process.cpuUsage().user - user) / 1000
  }
  return { parser: measure([]), all: measure(keyfence.configs.strict) }
}

describe('hostile input', () => {
  it.each([
    [
      'calls in calls',
      `const q = 'a1B2c3D4e5' + z; f${'(f'.repeat(150)}(process.env.OPENAI_API_KEY)${')'.repeat(150)}`,
    ],
    ['a chain of calls', `const q = 'a1B2c3D4e5' + z; p${'.then((a) => `a1B2c3D4e5${a}`)'.repeat(300)}`],
    ['a sum', `const a = 'a1B2c3D4e5'; f(process.env.OPENAI_API_KEY${" + 'a1B2c3D4e5' + a".repeat(300)})`],
    ['templates in templates', `const x = ${'`${a}a1B2c3D4e5${'.repeat(200)}b${'}`'.repeat(200)}`],
    ['lists in lists', `const x = 'a1B2c3D4e5' + y; f(${'['.repeat(600)}'a1B2c3D4e5' + x${']'.repeat(600)})`],
    ['elements in elements', `const x = 'a1B2c3D4e5' + y; f(${'<a b={x}>'.repeat(300)}{x}${'</a>'.repeat(300)})`],
    [
      'conditions in conditions',
      `const k = ${many(500, (i) => `c${i} ? 'sk-${i}' : `).join('')}'a'; f(k + 'a1B2c3D4')`,
    ],
    ['constants of themselves', many(200, (i) => `let v${i} = v${(i + 1) % 200} + v${i} + 'a1B2c3D4e5'`).join('\n')],
    ['escapes', `const x = "${String.raw`\x73\u006b`.repeat(50_000)}" + 'a1B2c3D4e5'`],
  ])('of %s ends without a report', (_name, code) => {
    expect(lint(code)).toEqual([])
  })

  it.each([
    ['a list', `f([${"'a1B2c3D4e5',".repeat(20_000)}].join(''))`],
    [
      'members that are written',
      `const o = {}\n${many(4000, (i) => `o.k${i} = 'a1B2c3D4'; f(o.k${i} + 'x')`).join('\n')}`,
    ],
    [
      'members of one object',
      `const o = {${many(4000, (i) => `k${i}: 'a1B2c3D4'`).join()}}\n${many(4000, (i) => `f(o.k${i} + 'x')`).join('\n')}`,
    ],
    ['one variable', `let k = 'a1B2c3D4'\n${"k += 'a1B2c3D4'; f(k + 'b')\n".repeat(1500)}`],
  ])('of thousands of values in %s costs no more than parsing it a few times', { timeout: 60_000 }, (_name, code) => {
    lint("f('a1B2c3D4e5' + a)")
    const { parser: alone, all } = costOf(code)
    expect(all).toBeLessThan(10 * Math.max(alone, 100))
  })

  it("of somebody's build gets the scan of its text alone", () => {
    const code = "function a(b){return b.c('a1B2c3D4e5'+d,{dangerouslyAllowBrowser:true})};"
    expect(lint(`${code.repeat(100)}f("${openai}")`)).toEqual(['keyfence/no-key-literal keyInLiteral'])
    expect(lint(code)).toEqual(['keyfence/no-browser-key-flag browserKeyFlag'])
  })
})
