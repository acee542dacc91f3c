import { defineDetector, fakeKey } from '@keyfence/core'
import { Linter } from 'eslint'
import { Linter as Linter9 } from 'eslint-9'
import { describe, expect, it } from 'vitest'
import { createRule, type PluginRule } from './create-rule.ts'
import { keyfence } from './index.ts'

const failing = (where: 'create' | 'visitor'): PluginRule =>
  createRule<'found', object>({
    name: 'failing',
    description: 'Disallow nothing.',
    config: 'strict',
    policyRule: 'key-literal',
    schema: [],
    defaults: {},
    messages: { found: 'Found.' },
    create(context) {
      const fail = () => {
        throw new RangeError(`cannot read ${context.sourceCode.text}`)
      }
      return where === 'create'
        ? fail()
        : {
            Identifier(node) {
              if (node.name === 'bad') fail()
              context.report({ node, messageId: 'found' })
            },
          }
    },
  })

describe.each([
  ['9', Linter9 as unknown as typeof Linter],
  ['10', Linter],
])('a rule that fails in ESLint %s', (_version, Host) => {
  const lint = (rule: PluginRule, code: string) =>
    new Host().verify(code, [
      { plugins: { own: { rules: { failing: rule } } }, rules: { 'own/failing': 'error' } },
    ] as never)

  it('reports that it did not check the file, once and without its text', () => {
    const messages = lint(failing('visitor'), 'good; bad; bad; good; const secret = 1')
    expect(messages.map(({ message }) => message)).toEqual([
      'Found.',
      'This rule failed (RangeError), so it did not check the rest of this file. Report it with your version, and scan the output with `keyfence scan`.',
    ])
  })

  it('does so before any node is visited, too', () => {
    expect(lint(failing('create'), 'secret')).toMatchObject([{ line: 1, column: 1, messageId: 'notChecked' }])
  })
})

it("a detector of one's own that throws ends no run", () => {
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
  const broken = {
    ...own,
    verify: () => {
      throw new TypeError('broken')
    },
  }
  const messages = new Linter().verify(`f('${fakeKey('acme_{hex:24}', 1)}')`, [
    ...keyfence.configs.recommended,
    { settings: { keyfence: { detectors: { add: [broken] } } } },
  ])
  expect(messages.map(({ ruleId, messageId }) => [ruleId, messageId])).toEqual([
    ['keyfence/no-key-literal', 'notChecked'],
  ])
})
