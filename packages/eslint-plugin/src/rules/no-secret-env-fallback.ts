import { providerVariables } from '@keyfence/core'
import type { TSESLint, TSESTree } from '@typescript-eslint/utils'
import { createRule, type PluginRule, type RuleContext } from '../create-rule.ts'
import { isEnvironment, isSecretVariable, nameOf, namesSecret, secretOf, unwrapped } from '../environment.ts'
import { judge } from '../policy.ts'
import { sideOf } from '../side.ts'

interface Options {
  /** Whether an empty text may stand in for a secret. */
  readonly allowEmpty: boolean
}

type MessageId = 'secretFallback' | 'removeFallback'
type Context = RuleContext<MessageId, Options>

/** Reports texts of the source that stand in for a secret. */
export const noSecretEnvFallback: PluginRule = createRule<MessageId, Options>({
  name: 'no-secret-env-fallback',
  description: 'Disallow literals that stand in for a secret environment variable.',
  config: 'recommended',
  policyRule: 'key-literal',
  hasSuggestions: true,
  schema: [
    {
      type: 'object',
      properties: {
        allowEmpty: { type: 'boolean', description: 'Let an empty text stand in for a secret.' },
      },
      additionalProperties: false,
    },
  ],
  defaults: { allowEmpty: true },
  messages: {
    secretFallback:
      'Without `{{name}}` this text of the source is the secret, and everyone can read it. Remove it, and stop where the variable is missing.{{expiry}}',
    removeFallback: 'Remove the text.',
  },
  create(context, { allowEmpty }) {
    if (!namesSecret(context) || !mayFallBack.test(context.sourceCode.text) || sideOf(context) === 'tooling') return {}

    const check = (name: string | undefined, value: TSESTree.Node, fix?: Fix) => {
      if (name === undefined || !isSecretVariable(name, context)) return
      const text = literalOf(value)
      if (text === undefined || isHarmless(text, name, allowEmpty)) return
      report(context, value, name, fix)
    }
    return {
      LogicalExpression(node) {
        if (node.operator === '&&') return
        check(secretOf(node.left, context), node.right, (fixer) =>
          fixer.removeRange([node.left.range[1], node.right.range[1]]),
        )
      },
      AssignmentExpression(node) {
        if (node.operator === '??=' || node.operator === '||=') check(secretOf(node.left, context), node.right)
      },
      ConditionalExpression(node) {
        const [value, other] = isNegated(node.test)
          ? [node.alternate, node.consequent]
          : [node.consequent, node.alternate]
        check(secretOf(value, context), other)
      },
      AssignmentPattern(node) {
        const name = patternName(node, context)
        check(name, node.right, (fixer) => fixer.removeRange([node.left.range[1], node.right.range[1]]))
      },
      CallExpression(node) {
        const [first] = node.arguments
        if (node.callee.type !== 'MemberExpression' || first === undefined) return
        const { object, property } = node.callee
        if (!/^(?:default|catch)$/u.test(nameOf(property) ?? '')) return
        check(schemaName(node), first, (fixer) => fixer.removeRange([object.range[1], node.range[1]]))
      },
    }
  },
})

type Fix = (fixer: TSESLint.RuleFixer) => TSESLint.RuleFix

const mayFallBack = /\?|\|\||\.default\(|\.catch\(|=\s*["'`]/u

/** Text of a literal; undefined for everything that is none. */
function literalOf(node: TSESTree.Node): string | undefined {
  const bare = unwrapped(node)
  if (bare.type === 'Literal') return typeof bare.value === 'string' ? bare.value : undefined
  return bare.type === 'TemplateLiteral' && bare.expressions.length === 0 ? bare.quasis[0]?.value.raw : undefined
}

const ofProviders: ReadonlySet<string> = new Set(providerVariables)
/** A provider refuses such a key, so that nothing is open; as a password of one's own it would work. */
const placeholder =
  /dummy|placeholder|fake|mock|test|example|sample|your|insert|replace|change|missing|unset|none|null|undefined|todo|build|default|invalid|disabled|local|demo|noop|unused|not[-_ ]?(?:set|needed|used|required|provided|configured)|x{3}|\*{3}|\.{3}|<|\s/iu

function isHarmless(text: string, name: string, allowEmpty: boolean): boolean {
  if (text.trim() === '') return allowEmpty
  const isOfProvider = [...ofProviders].some((known) => name === known || name.endsWith(`_${known}`))
  return isOfProvider && (text.length < minLength || !/\d/u.test(text) || placeholder.test(text))
}

/** No provider gives shorter keys, and none without a digit. */
const minLength = 12

function isNegated(test: TSESTree.Node): boolean {
  if (test.type === 'UnaryExpression') return test.operator === '!'
  return test.type === 'BinaryExpression' && /^={2,3}$/u.test(test.operator)
}

/** Variable that a destructuring default stands in for. */
function patternName({ parent }: TSESTree.AssignmentPattern, context: Context): string | undefined {
  if (parent.type !== 'Property' || parent.parent.type !== 'ObjectPattern') return undefined
  const owner = parent.parent.parent
  const source =
    owner.type === 'VariableDeclarator' ? owner.init : owner.type === 'AssignmentExpression' ? owner.right : null
  return source !== null && isEnvironment(source, context.sourceCode) ? nameOf(parent.key) : undefined
}

/** Name of the variable in `createEnv({ server: { NAME: z.string().default('…') } })` and its like. */
function schemaName(node: TSESTree.Node): string | undefined {
  let at = node
  // The default may stand before other steps of the chain.
  while (at.parent?.type === 'MemberExpression' || (at.parent?.type === 'CallExpression' && at.parent.callee === at))
    at = at.parent
  if (at.parent?.type !== 'Property' || at.parent.value !== at) return undefined
  const name = nameOf(at.parent.key)
  return name !== undefined && /^[A-Z][A-Z0-9_]+$/u.test(name) ? name : undefined
}

function report(context: Context, node: TSESTree.Node, name: string, fix: Fix | undefined): void {
  const { mayStay, expiry } = judge(context, {
    rule: 'key-literal',
    subject: name,
    envNames: [name],
    start: node.range[0],
  })
  if (mayStay) return
  context.report({
    node,
    messageId: 'secretFallback',
    data: { name, expiry },
    suggest: fix === undefined ? [] : [{ messageId: 'removeFallback', fix }],
  })
}
